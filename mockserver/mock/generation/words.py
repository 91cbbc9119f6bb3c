"""Words to draw from, for answers in English: no rules here.

They are kept short and harmless: no brands, no celebrities, domains and numbers that are reserved for examples.
"""

from __future__ import annotations

# ruff: noqa: SIM905 -- long lists of words are read, and added to, as text
from typing import Final

FIRST_NAMES: Final = tuple(
    """Ada Alice Amara Amir Anna Arthur Ben Bruno Carla Chloe Clara Daniel David Diego Elena Eli Emil Emma Erik Eva
    Felix Fiona Grace Hana Hugo Ines Isaac Ivan Jack James Jana Jonas Julia Kai Kenji Laura Lea Leo Liam Lily Lucas
    Maria Mark Mateo Maya Mei Mia Miguel Nadia Nina Noah Nora Olga Oliver Omar Oscar Paula Peter Priya Rosa Ruth Sam
    Samira Sara Simon Sofia Stella Thea Theo Tom Uma Vera Victor Yara Yusuf Zoe""".split()
)
LAST_NAMES: Final = tuple(
    """Adams Ahmed Allen Anderson Bailey Baker Becker Bennett Berg Brooks Brown Campbell Carter Chen Clark Cohen Cooper
    Costa Cruz Davis Diaz Dubois Edwards Evans Fischer Foster Garcia Gomez Gray Green Hall Hansen Harris Hayes Hill
    Hughes Ito Jackson Jensen Johnson Jones Keller Kelly Khan Kim King Klein Kumar Larsen Lee Lewis Lopez Martin Meyer
    Miller Moore Morgan Moreau Murphy Nguyen Novak Olsen Ortiz Park Patel Perez Petrov Price Reed Reyes Rivera Roberts
    Rossi Russo Sanders Santos Sato Schmidt Silva Singh Smith Stone Tanaka Taylor Turner Walker Ward Weber White
    Williams Wilson Wong Wood Wright Young Zhang""".split()
)

# City, region, its code, postal code, country, its code, latitude, longitude, time zone, telephone prefix.
PLACES: Final = (
    ("Portland", "Oregon", "OR", "97205", "United States", "US", 45.5202, -122.6742, "America/Los_Angeles", "+1 503"),
    ("Austin", "Texas", "TX", "78701", "United States", "US", 30.2711, -97.7437, "America/Chicago", "+1 512"),
    ("Denver", "Colorado", "CO", "80202", "United States", "US", 39.7531, -104.9989, "America/Denver", "+1 303"),
    ("Boston", "Massachusetts", "MA", "02108", "United States", "US", 42.3576, -71.0636, "America/New_York", "+1 617"),
    (
        "Seattle",
        "Washington",
        "WA",
        "98101",
        "United States",
        "US",
        47.6101,
        -122.3344,
        "America/Los_Angeles",
        "+1 206",
    ),
    ("Chicago", "Illinois", "IL", "60601", "United States", "US", 41.8857, -87.6228, "America/Chicago", "+1 312"),
    ("Madison", "Wisconsin", "WI", "53703", "United States", "US", 43.0764, -89.3837, "America/Chicago", "+1 608"),
    ("Savannah", "Georgia", "GA", "31401", "United States", "US", 32.0755, -81.0883, "America/New_York", "+1 912"),
    ("Santa Fe", "New Mexico", "NM", "87501", "United States", "US", 35.6869, -105.9378, "America/Denver", "+1 505"),
    (
        "San Diego",
        "California",
        "CA",
        "92101",
        "United States",
        "US",
        32.7194,
        -117.1628,
        "America/Los_Angeles",
        "+1 619",
    ),
    ("Nashville", "Tennessee", "TN", "37203", "United States", "US", 36.1507, -86.7903, "America/Chicago", "+1 615"),
    ("Burlington", "Vermont", "VT", "05401", "United States", "US", 44.4782, -73.2124, "America/New_York", "+1 802"),
)
STREETS: Final = tuple(
    """Maple Oak Cedar Pine Elm Willow Birch Chestnut Walnut Park Lake Hill River Mill Church Market Bridge Garden
    Meadow Spring Harbor Orchard Station Sunset""".split()
)
STREET_KINDS: Final = ("Street", "Avenue", "Road", "Lane", "Drive", "Court")
COUNTRIES: Final = (
    ("United States", "US", "USA", "USD", "en"), ("Germany", "DE", "DEU", "EUR", "de"),
    ("France", "FR", "FRA", "EUR", "fr"),
    ("Japan", "JP", "JPN", "JPY", "ja"), ("Brazil", "BR", "BRA", "BRL", "pt"), ("Canada", "CA", "CAN", "CAD", "en"),
    ("Spain", "ES", "ESP", "EUR", "es"), ("Italy", "IT", "ITA", "EUR", "it"), ("India", "IN", "IND", "INR", "hi"),
    ("Australia", "AU", "AUS", "AUD", "en"), ("Netherlands", "NL", "NLD", "EUR", "nl"),
    ("Sweden", "SE", "SWE", "SEK", "sv"),
    ("Mexico", "MX", "MEX", "MXN", "es"), ("South Korea", "KR", "KOR", "KRW", "ko"),
    ("United Kingdom", "GB", "GBR", "GBP", "en"),
)  # fmt: skip
LANGUAGES: Final = ("English", "German", "French", "Spanish", "Portuguese", "Japanese", "Italian", "Dutch")

COMPANY_STARTS: Final = tuple(
    """Northwind Bluebird Silverline Brightwater Oakfield Redwood Clearview Lakeshore Stonebridge Greenleaf Harborview
    Summit Fairfield Westbrook Ironwood Goldcrest Riverbend Moonlight Starling Copperfield""".split()
)
COMPANY_ENDS: Final = (
    "Labs",
    "Trading",
    "Foods",
    "Logistics",
    "Studio",
    "Partners",
    "Systems",
    "Works",
    "Group",
    "Supply",
)
DEPARTMENTS: Final = (
    "Engineering",
    "Sales",
    "Marketing",
    "Finance",
    "Support",
    "Design",
    "Operations",
    "Legal",
    "Research",
)
JOBS: Final = (
    "Software Engineer", "Product Manager", "Accountant", "Designer", "Data Analyst", "Sales Manager", "Nurse",
    "Teacher",
    "Support Specialist", "Marketing Lead", "Architect", "Project Manager",
)  # fmt: skip
ADJECTIVES: Final = tuple(
    """Amber Bold Bright Calm Clever Coastal Crisp Daily Eager Early Fresh Gentle Golden Grand Handy Happy Honest Keen
    Kind Light Lively Little Lucky Mellow Modern Noble Plain Prime Proud Quick Quiet Rapid Rustic Sharp Silent Silver
    Simple Smart Smooth Solid Steady Sunny Swift Tidy Urban Vivid Warm Wild Wise""".split()
)
NOUNS: Final = tuple(
    """Anchor Arrow Atlas Badge Bay Beacon Bell Berry Bloom Branch Breeze Bridge Brook Canvas Cedar Circle Cloud Comet
    Coral Corner Crest Dawn Delta Echo Ember Falcon Feather Fern Field Forest Fountain Garden Grove Harbor Haven Hill
    Horizon Island Lantern Leaf Ledger Maple Meadow Mirror Moon Nest Oak Ocean Orchard Path Pebble Pine Planet Pond
    Prairie Quartz Ridge River Rocket Rose Sail Shore Signal Sky Spark Spring Star Stone Stream Summit Thread Tide
    Timber Tower Trail Valley Village Violet Wave Willow Wind Window""".split()
)
PRODUCTS: Final = tuple(
    """Backpack Bottle Chair Clock Desk Headphones Jacket Kettle Keyboard Lamp Mug Notebook Pillow Scarf Shelf Shoes
    Speaker Table Teapot Towel Umbrella Wallet Watch Blanket""".split()
)
MATERIALS: Final = ("Cotton", "Steel", "Wooden", "Ceramic", "Leather", "Wool", "Bamboo", "Glass", "Linen", "Recycled")
CATEGORIES: Final = tuple(
    "Books Clothing Electronics Garden Health Home Kitchen Music Office Outdoors Pets Sports Toys Travel".split()
)
PET_NAMES: Final = tuple(
    "Bella Biscuit Charlie Coco Daisy Fido Ginger Hazel Luna Max Milo Olive Pepper Poppy Rex Rocky Teddy".split()
)
SPECIES: Final = ("cat", "dog", "rabbit", "parrot", "hamster", "turtle", "pony", "goldfish")
BREEDS: Final = ("Beagle", "Border Collie", "Maine Coon", "Siamese", "Poodle", "Labrador", "Persian", "Terrier")
TAGS: Final = tuple("featured new popular sale seasonal limited classic archived draft urgent internal public".split())
COLORS: Final = tuple("red orange yellow green teal blue indigo violet pink brown gray black white".split())
STATUSES: Final = ("active", "pending", "completed")
PRIORITIES: Final = ("low", "medium", "high")
ROLES: Final = ("admin", "editor", "member", "viewer")
PLANETS: Final = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
DISHES: Final = (
    "Tomato Soup", "Lemon Chicken", "Mushroom Risotto", "Caesar Salad", "Apple Pie", "Pancakes", "Vegetable Curry",
    "Grilled Salmon", "Cheese Omelette", "Chocolate Cake",
)  # fmt: skip
BOOKS: Final = (
    "The Quiet Harbor", "A Map of Small Rivers", "Letters from the Orchard", "The Glass Lantern", "Winter Trains",
    "The Clockmaker's Garden", "Salt and Cedar", "The Last Ferry",
)  # fmt: skip
EVENTS: Final = (
    "Spring Fair",
    "Design Meetup",
    "Open House",
    "Summer Concert",
    "Team Workshop",
    "Book Launch",
    "City Run",
)
GENRES: Final = ("fiction", "history", "jazz", "drama", "comedy", "science", "folk", "mystery")
UNITS: Final = ("kg", "g", "l", "ml", "m", "cm", "pcs")
CURRENCIES: Final = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD")
CURRENCY_SYMBOLS: Final = ("$", "€", "£", "¥", "CHF", "CA$", "A$")
MEDIA_TYPES: Final = ("application/json", "application/pdf", "image/png", "image/jpeg", "text/csv", "text/plain")
FILES: Final = (
    ("invoice", "pdf"), ("report", "pdf"), ("photo", "jpg"), ("logo", "png"), ("notes", "txt"), ("export", "csv"),
    ("contract", "docx"), ("budget", "xlsx"), ("slides", "pptx"), ("backup", "zip"),
)  # fmt: skip
BROWSERS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
)
CARD_BRANDS: Final = ("visa", "mastercard", "amex")
PAYMENT_METHODS: Final = ("card", "bank_transfer", "paypal", "invoice")
GENDERS: Final = ("female", "male", "other")
BRANCHES: Final = ("main", "develop", "feature/search", "fix/login")
ENVIRONMENTS: Final = ("production", "staging", "development")
KINDS: Final = ("standard", "basic", "premium", "custom")
SIZES: Final = ("S", "M", "L", "XL")
PLATFORMS: Final = ("web", "ios", "android", "linux")
CARRIERS: Final = ("Parcel Express", "City Courier", "Northern Post", "Blue Freight")
KEYS: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu")

SENTENCES: Final = (
    "A simple way to get started.", "Made with care and built to last.", "Everything you need in one place.",
    "Updated after the last review.", "Please check the details before you continue.", "Ready when you are.",
    "Works well with what you already have.", "A closer look at how it all fits together.",
    "Best enjoyed with friends.",
    "Designed for everyday use.", "Short, clear and to the point.", "The first of its kind in the region.",
    "A good choice for small teams.", "Delivered within three working days.", "Available while stocks last.",
    "Based on feedback from our customers.", "Easy to set up and easy to keep.", "A favorite since the very beginning.",
)  # fmt: skip
MESSAGES: Final = (
    "Thanks for getting in touch!", "The operation was successful.", "Looking forward to hearing from you.",
    "Please have a look when you find the time.", "All done, see you next week.", "The request has been processed.",
)  # fmt: skip
ERRORS: Final = (
    "The request could not be processed.", "A required value is missing.", "The resource was not found.",
    "The value is not valid.",
)  # fmt: skip
ERROR_CODES: Final = ("invalid_request", "not_found", "missing_value", "conflict", "rate_limited")
WORDS: Final = tuple(
    """amber anchor arrow autumn basket beacon bridge bright candle canvas cedar cinder circle clear cloud copper coral
    cotton crystal dawn delta early ember fabric feather fern field forest fresh garden gentle ginger glass gold grain
    green harbor hazel hollow honey island ivory jasmine kettle lantern leaf lemon light linen maple marble meadow
    mellow mirror moss north oak ocean olive orchard paper pebble pepper pine plain plum pond quiet rain raven reed
    ribbon ridge river rose saffron sage salt sand shadow shore silver sky slate smooth snow south spring stone story
    stream summer sun thread tide timber trail valley velvet violet water wave west wheat willow winter wood""".split()
)
