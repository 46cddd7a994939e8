# The service in one small image. It runs as an ordinary user, and writes only to /data.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements/run.lock requirements/run.lock
RUN python -m venv /opt/digest \
 && /opt/digest/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY src src
RUN /opt/digest/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home digest
COPY --from=build /opt/digest /opt/digest
USER digest
WORKDIR /data
ENV PATH=/opt/digest/bin:$PATH PYTHONUNBUFFERED=1 DIGEST_HTTP_HOST=0.0.0.0 DIGEST_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
  ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["digest"]
CMD ["run"]
