"""Words that sample data is made of."""

from __future__ import annotations

from decimal import Decimal

# ruff: noqa: SIM905 - a list of fifty words is read as words

FIRST_NAMES = (
    "Ada Alba Amara Anders Anouk Arlo Beatriz Bram Camille Chidi Clara Dario Deniz Edith Elif "
    "Emeka Enzo Esme Farah Felix Freya Gideon Greta Hana Hugo Ines Isla Ivo Jamal Jonas Juno "
    "Kaito Kira Lars Leila Linus Lucia Magnus Maya Milo Mina Nadia Niko Noor Olga Omar Otto "
    "Paloma Petra Quinn Rafael Rosa Ruben Sana Silas Sofia Tariq Tessa Theo Uma Vera Viktor "
    "Wanda Xenia Yara Yusuf Zoe"
).split()

LAST_NAMES = (
    "Abara Adler Almeida Andersen Baptiste Bauer Becker Bianchi Brandt Castro Chen Conti Cruz "
    "Dahl Diallo Dubois Eriksen Farrow Ferrari Fischer Fontaine Garcia Greene Haddad Hansen "
    "Hayes Herrera Holm Ibrahim Iversen Jansen Kaplan Keller Kimura Kovacs Larsen Laurent Lopez "
    "Marino Mbeki Meyer Moreau Moreno Nakamura Novak Nwosu Okafor Olsen Ortega Osman Palmer "
    "Pereira Petrov Quist Ramos Reyes Rossi Sato Schmidt Silva Sorensen Stone Tanaka Torres "
    "Vargas Vidal Wagner Walsh Weber Winter Yilmaz Young Zimmer"
).split()

COMPANY_FIRST = (
    "Amber Atlas Aurora Beacon Bluebird Cobalt Copper Crescent Delta Echo Ember Falcon Garnet "
    "Golden Granite Harbour Horizon Indigo Ivory Juniper Lantern Lunar Maple Meridian Nimbus "
    "North Obsidian Orchid Pioneer Quartz Raven Redwood River Sable Saffron Silver Summit Tidal "
    "Umbra Velvet Vertex Willow Zenith"
).split()

COMPANY_SECOND = (
    "Agency Brands Collective Concerts Creative Entertainment Events Festivals Group Hospitality "
    "Labs Live Media Partners Presents Productions Records Sound Sports Studios Touring Ventures"
).split()

CITIES = (
    ("Los Angeles", "CA", "US", "America/Los_Angeles"),
    ("New York", "NY", "US", "America/New_York"),
    ("Chicago", "IL", "US", "America/Chicago"),
    ("Austin", "TX", "US", "America/Chicago"),
    ("Denver", "CO", "US", "America/Denver"),
    ("Miami", "FL", "US", "America/New_York"),
    ("Seattle", "WA", "US", "America/Los_Angeles"),
    ("London", None, "GB", "Europe/London"),
    ("Berlin", None, "DE", "Europe/Berlin"),
    ("Amsterdam", None, "NL", "Europe/Amsterdam"),
    ("Lisbon", None, "PT", "Europe/Lisbon"),
    ("Tokyo", None, "JP", "Asia/Tokyo"),
)

STREETS = ("Main", "Oak", "Harbour", "Station", "Market", "Mill", "Park", "Canal", "Bridge", "Elm")

VENUE_KINDS = (
    "Arena",
    "Hall",
    "Theatre",
    "Pavilion",
    "Ballroom",
    "Stadium",
    "Warehouse",
    "Gardens",
)

GENRES = ("electronic", "rock", "hip hop", "jazz", "classical", "pop", "folk", "comedy", "theatre")

EVENT_FIRST = (
    "Midnight Summer Neon Harbour Lights Electric Golden Open Silent Desert Winter Rooftop Velvet "
    "Paper Northern Crystal SeedBuilder Broken Wild Distant"
).split()

EVENT_SECOND = (
    "Music Festival|Parade|Sessions|Nights|Block Party|Tour|Gala|Carnival|Showcase|Symphony|"
    "Weekender|Revue|Marathon|Jubilee"
).split("|")

DEAL_KINDS = (
    "Enterprise Contract|Sponsorship|Tour Production|Festival Staging|Venue Partnership|"
    "Brand Activation|Corporate Gala|Ticketing Rollout|Season Agreement|Product Launch"
).split("|")

TITLES = (
    "Head of Events|Tour Manager|Marketing Director|Operations Lead|Procurement Manager|"
    "Executive Producer|Brand Manager|Talent Booker|Chief of Staff|Venue Manager"
).split("|")

SOURCES = ("referral", "website", "trade show", "cold call", "partner", "newsletter")

TAGS = ("vip", "press", "sponsor", "local", "touring", "returning", "prospect", "partner")

LOST_REASONS = ("Chose another supplier", "Budget was cut", "Dates did not fit", "No answer")

VERTICALS = ("festival", "corporate", "touring", "sports", "theatre", "brand activation")

DEPARTMENTS = {
    "Production": ("Stage Manager", "Production Assistant", "Site Coordinator"),
    "Audio": ("FOH Engineer", "Monitor Engineer", "Audio Technician"),
    "Lighting": ("Lighting Designer", "Lighting Technician", "Follow Spot Operator"),
    "Video": ("Video Director", "Camera Operator", "LED Technician"),
    "Rigging": ("Head Rigger", "Rigger", "Climber"),
    "Logistics": ("Transport Lead", "Forklift Operator", "Stagehand"),
    "Safety": ("Safety Officer", "First Aider", "Fire Marshal"),
}

SKILLS = (
    "rigging", "welding", "forklift", "audio mixing", "lighting context", "video switching",
    "first aid", "electrics", "pyrotechnics", "carpentry", "driving", "crowd management",
)  # fmt: skip

CERTIFICATIONS = (
    "IPAF",
    "First Aid",
    "OSHA 30",
    "Rigging Level 2",
    "Forklift",
    "Working at Height",
)

ASSETS = {
    "audio": ("Line Array Speaker", "Digital Mixing Console", "Wireless Microphone Set"),
    "lighting": ("Moving Head", "Lighting Console", "LED Bar"),
    "video": ("LED Wall Panel", "Media Server", "Broadcast Camera"),
    "staging": ("Stage Deck", "Truss Section", "Chain Hoist"),
    "transport": ("Box Truck", "Forklift", "Utility Cart"),
}

STOCK = (
    ("Gaffer Tape", "roll"), ("Cable Tie", "bag"), ("XLR Cable", "each"), ("Power Cable", "each"),
    ("Safety Vest", "each"), ("Crew Radio", "each"), ("AA Battery", "box"), ("Work Glove", "pair"),
    ("Wristband", "box"), ("Ear Plug", "box"), ("Fog Fluid", "canister"), ("Sandbag", "each"),
    ("Barrier Clamp", "each"), ("Ratchet Strap", "each"), ("First Aid Kit", "each"),
)  # fmt: skip

EXPENSES = ("travel", "lodging", "catering", "equipment rental", "fuel", "permits", "supplies")

VENDORS = ("catering", "staging", "security", "transport", "printing", "audio", "sanitation")

INCIDENTS = (
    ("Generator failed during soundcheck", "high"),
    ("Forklift tyre is flat", "low"),
    ("Barrier moved in high wind", "critical"),
    ("Cable run crosses an emergency exit", "medium"),
    ("Crew member slipped on the loading dock", "high"),
    ("Radio channel is jammed", "medium"),
    ("Catering arrived late", "low"),
    ("Truss bolt is missing", "critical"),
)

TICKET_KINDS = (
    ("General Admission", Decimal(1), ()),
    ("Balcony", Decimal("1.4"), ("Seat of your own",)),
    ("VIP", Decimal(3), ("Lounge", "Early entry", "Merch pack")),
)
"""Names, prices as a multiple of the cheapest, perks."""
