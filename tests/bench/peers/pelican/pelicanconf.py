"""Settings of Pelican: nothing is on that the job does not need."""

SITEURL = "https://archive.example"
SITENAME = "量测用档案"
AUTHOR = SITENAME
TIMEZONE = "UTC"
DEFAULT_LANG = "zh"
PATH = "content"
THEME = "theme"
THEME_STATIC_DIR = "."
PLUGIN_PATHS = ["."]
PLUGINS = ["linkterms"]

ARTICLE_PATHS = ["speeches"]
PAGE_PATHS = ["terms"]
STATIC_PATHS: list[str] = []
USE_FOLDER_AS_CATEGORY = False
ARTICLE_URL = "speeches/{slug}/"
ARTICLE_SAVE_AS = "speeches/{slug}/index.html"
PAGE_URL = "terms/{slug}/"
PAGE_SAVE_AS = "terms/{slug}/index.html"
YEAR_ARCHIVE_URL = "years/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}/index.html"
DIRECT_TEMPLATES = ["index", "terms", "years", "sitemap"]
TERMS_SAVE_AS = "terms/index.html"
YEARS_SAVE_AS = "years/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DEFAULT_PAGINATION = False

FEED_ALL_ATOM = "feed.xml"
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = 30
RSS_FEED_SUMMARY_ONLY = True

MARKDOWN = {"extensions": [], "extension_configs": {}, "output_format": "html5"}
FORMATTED_FIELDS: list[str] = []
TYPOGRIFY = False
CACHE_CONTENT = False
WITH_FUTURE_DATES = True
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True, "extensions": []}
