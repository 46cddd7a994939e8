"""Weekly Digest: a digest in Belarusian, Russian and English, by Telegram and e-mail, for those who asked for it."""
