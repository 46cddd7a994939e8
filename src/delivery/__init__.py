"""Weekly Digest: a digest in Belarusian, Russian and English, by Telegram and e-mail, to the people who asked for it."""
