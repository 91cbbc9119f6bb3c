"""What a property is for, told from its name, its format, its description and the thing that it belongs to.

Knows names, in the ways in which people write them: `firstName`, `first_name`, `customer-first-name`. The longest
ending that is known decides, so that `billingEmailAddress` is an e-mail address and no street. Gives a role of `roles`
or none; a schema's constraints are tried afterwards and always win.
"""

from __future__ import annotations

# ruff: noqa: SIM905 -- lists of words are read, and added to, as text
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mockserver.mock.generation.hints import Hint

# Role: the names that have it, words joined and in lower case.
_NAMES: Final = {
    "id": "id uid pk identifier externalid ref reference referenceid objectid",
    "uuid": "uuid guid correlationid traceid requestid idempotencykey",
    "number": "ordernumber invoicenumber accountnumber customernumber ticketnumber tracking trackingnumber trackingcode"
    " confirmationcode serial serialnumber ordercode invoiceno orderno coupon couponcode promocode passport"
    " licenseplate registrationnumber vatnumber taxnumber documentnumber policynumber",
    "first_name": "firstname givenname forename first",
    "last_name": "lastname surname familyname last",
    "full_name": "fullname displayname realname contactname personname customername authorname ownername recipient"
    " sender"
    " author creator assignee reviewer cardholder cardholdername accountholder holdername contactperson createdby"
    " updatedby"
    " modifiedby performedby uploadedby lastmodifiedby",
    "initials": "initials",
    "username": "username login handle nickname screenname user loginname useraccount",
    "email": "email emailaddress mail useremail contactemail recipientemail notificationemail",
    "phone": "phone phonenumber telephone tel mobile mobilenumber mobilephone cell cellphone fax faxnumber",
    "gender": "gender sex",
    "salutation": "salutation honorific nameprefix",
    "job": "job jobtitle occupation profession position",
    "department": "department division",
    "avatar": "avatar avatarurl profileimage profileimageurl profilepicture profilephoto gravatar picture",
    "password": "password passwd secretpassword",
    "birthday": "birthday birthdate dateofbirth dob birth",
    "age": "age",
    "street": "street streetaddress streetname address1 addressline1 line1 address street1 billingaddress"
    " shippingaddress",
    "address": "fulladdress formattedaddress location",
    "address_line": "address2 addressline2 line2 street2 apartment unitnumber suite",
    "house_number": "housenumber streetnumber buildingnumber",
    "city": "city town locality cityname municipality birthplace hometown",
    "region": "region province county territory statename administrativearea",
    "region_code": "statecode regioncode provincecode",
    "postal_code": "zip zipcode postalcode postcode postal",
    "country": "country countryname nationality",
    "country_code": "countrycode countryiso countryisocode countryiso2 isocountry alpha2 marketcode shoppercountry",
    "timezone": "timezone tz timezonename",
    "latitude": "lat latitude",
    "longitude": "lng lon long longitude",
    "language": "language languagename",
    "language_code": "lang languagecode",
    "locale": "locale culture shopperlocale",
    "company": "company companyname organization organisation organizationname org orgname employer vendor supplier"
    " manufacturer brand merchant merchantname publisher brandname businessname tenant tenantname legalname agency",
    "product": "product productname itemname articlename",
    "category": "category categoryname",
    "title": "title headline subject caption label displaytitle heading shortname",
    "tag": "tag keyword hashtag",
    "key": "key",
    "slug": "slug permalink urlslug alias subdomain",
    "description": "description desc about bio biography overview body content text summary abstract excerpt"
    " longdescription"
    " synopsis details instructions introduction readme html markdown",
    "sentence": "note notes comment remark remarks tagline slogan shortdescription reason motto quote"
    " statusdescription hint",
    "message": "message feedback review greeting",
    "error": "error errormessage detail errordescription errordetail",
    "error_code": "errorcode errortype",
    "status": "status state stage phase lifecycle",
    "priority": "priority severity importance urgency",
    "access_role": "role userrole permission accesslevel",
    "species": "species animal animaltype",
    "breed": "breed",
    "genre": "genre",
    "color": "color colour",
    "hex_color": "hexcolor colorhex hexcode backgroundcolor textcolor foregroundcolor colorcode",
    "kind": "type kind variant mode tier plan level flavor",
    "size": "size shirtsize",
    "unit": "unit units unitofmeasure uom",
    "material": "material",
    "version": "version versionnumber semver appversion apiversion release revision",
    "environment": "environment env",
    "platform": "platform os operatingsystem",
    "url": "url uri link href permalinkurl htmlurl endpoint callback redirect redirecturi webhook self next previous"
    " prev",
    "image": "image imageurl img photo photourl thumbnail thumbnailurl thumb logo logourl icon iconurl banner cover"
    " coverimage"
    " poster pictureurl imageuri",
    "website": "website homepage webpage site weburl homepageurl blog",
    "domain": "domain hostname host domainname fqdn server servername",
    "ip": "ip ipaddress ipv4 remoteip clientip ipaddr remoteaddress shopperip",
    "ipv6": "ipv6",
    "mac": "mac macaddress",
    "user_agent": "useragent browser",
    "file_name": "filename file attachment document originalfilename",
    "path": "path filepath directory folder dir",
    "extension": "extension fileextension ext filetype",
    "media_type": "mimetype contenttype mediatype mime",
    "http_method": "httpmethod method verb",
    "scheme": "scheme protocol",
    "sha": "sha sha1 commit commitsha commitid commithash",
    "hash": "hash checksum sha256 digest fingerprint signature",
    "md5": "md5 etag",
    "token": "token accesstoken refreshtoken apikey secret clientsecret sessionid sessiontoken authtoken bearertoken"
    " nonce"
    " csrf csrftoken idtoken cursor nextcursor pagetoken nextpagetoken continuationtoken clientkey publickey",
    "branch": "branch gitref",
    "price": "price unitprice listprice saleprice retailprice msrp cost fee fees shippingcost fare commission",
    "amount": "amount total subtotal grandtotal balance tax vat sum payment refund revenue profit discountamount"
    " taxamount"
    " totalamount totalprice totalcost invoicetotal net gross netamount grossamount deposit income budget expense"
    " value",
    "cents": "cents amountcents pricecents minorunits amountinminorunits",
    "salary": "salary wage annualincome",
    "currency": "currency currencycode currencyiso",
    "currency_symbol": "currencysymbol",
    "sku": "sku articlenumber partnumber productcode itemcode stockcode",
    "ean": "ean gtin upc barcode",
    "isbn": "isbn",
    "iban": "iban",
    "bic": "bic swift swiftcode bankcode",
    "last4": "last4 lastfour lastfourdigits cardlast4",
    "card_brand": "cardbrand cardtype",
    "payment_method": "paymentmethod paymenttype",
    "carrier": "carrier shippingcarrier courier airline",
    "count": "count quantity qty stock inventory numberof amountofitems unread unreadcount pages pagecount pets nights"
    " openissues remaining available sold duplicates attempts retries totalcount totalitems totalelements totalresults"
    " totalpages itemcount stockquantity items employees children",
    "many": "views likes followers following downloads visits clicks impressions shares stars population subscribers"
    " forks"
    " watchers stargazers viewcount likecount followercount plays points credits",
    "few": "seats rooms bedrooms bathrooms floors floor doors guests passengers adults people persons participants"
    " servings",
    "rating": "rating averagerating ratingaverage avgrating",
    "score": "score grade",
    "percent": "percent percentage progress humidity discount discountpercent completion battery batterylevel"
    " taxpercent",
    "fraction": "ratio probability confidence rate taxrate interestrate conversionrate exchangerate accuracy"
    " similarity",
    "weight": "weight mass weightkg",
    "length": "width height length depth heightcm diameter radius",
    "bytes": "filesize bytes sizebytes sizeinbytes contentlength memory bytesize diskusage",
    "pixels": "imagewidth imageheight pixelwidth pixelheight",
    "seconds": "duration seconds durationseconds elapsed timeout ttl expiresin runtime latency interval uptime",
    "distance": "distance km kilometers miles mileage",
    "temperature": "temperature temp celsius",
    "year": "year releaseyear buildyear foundedyear founded",
    "month": "month expmonth expirymonth",
    "day": "day dayofmonth",
    "hour": "hour hours",
    "minute": "minute minutes",
    "weekday": "weekday dayofweek",
    "port": "port",
    "page": "page currentpage pagenumber pageindex",
    "per_page": "perpage pagesize limit itemsperpage resultsperpage",
    "offset": "offset skip startindex",
    "position": "index order rank sortorder sequence place ordinal seq sequenceid",
    "calories": "calories kcal",
    "created": "created createdat createdon creationdate datecreated createdate createddate createdtime published"
    " publishedat"
    " publisheddate publicationdate registered registeredat joined joinedat signupdate timestamp date datetime time"
    " addedat added insertedat postedat orderdate orderedat purchasedate issuedat issuedate uploadedat submittedat"
    " placedat"
    " registrationdate hiredate hiredat releasedate released eventdate createtime creationtime dateadded sentat"
    " receivedat",
    "updated": "updated updatedat updatedon updatedate modified modifiedat modifieddate lastmodified lastupdated"
    " lastupdate"
    " changedat datemodified dateupdated lastseen lastseenat lastlogin lastloginat lastactive lastactiveat"
    " completedat closedat"
    " deletedat archivedat mergedat processedat paidat shippedat pushedat approvedat resolvedat updatetime"
    " deliveredat cancelledat canceledat finishedat verifiedat trashedat purgedat lastmodifiedat contentmodifiedat"
    " lastused leavetime leaveat leftat",
    "started": "start startdate starttime startat startsat startedat started begin begindate beginsat from fromdate"
    " validfrom"
    " checkin checkindate departure departuredate departuretime scheduledat scheduledfor availablefrom periodstart",
    "ended": "end enddate endtime endat endsat endedat ended until to todate checkout checkoutdate arrival"
    " arrivaldate arrivaltime finish finishdate periodend",
    "due": "due dueat duedate dueon deadline expires expiresat expiry expirydate expiration expirationdate"
    " expiresdate expirytime expiretime expireson validto"
    " validuntil renewaldate expireat nextpayment nextbilling estimateddelivery deliverydate expirationtime expectedat",
}  # fmt: skip
_ROLE_OF: Final = {name: role for role, names in _NAMES.items() for name in names.split()}

# Names that say less than a description does, which may speak of a UUID or of an address.
_VAGUE: Final = {
    "code": "code symbol ticker",
    "full_name": "owner artist contact",
    "title": "subtitle alt alttext linktext group project team topic channel playlist album",
    "tag": "tags keywords",
    "sentence": "comments info question questiontext answer answertext statustext helptext",
    "message": "messagetext messagecontent msg",
    "kind": "subtype",
}
_VAGUE_ROLE_OF: Final = {name: role for role, names in _VAGUE.items() for name in names.split()}

# What `name` alone means depends on the thing that is named.
_NAMED: Final = {
    "full_name": "user person customer author owner employee member contact student teacher patient doctor player"
    " client guest"
    " driver artist creator profile account participant attendee recipient actor follower friend passenger lead"
    " candidate",
    "company": "company organization organisation vendor supplier brand manufacturer merchant tenant business"
    " employer store"
    " shop restaurant hotel airline agency publisher bank",
    "pet": "pet animal cat dog puppy kitten horse",
    "product": "product item article variant goods sku",
    "category": "category collection genre section topic",
    "tag": "tag label keyword",
    "planet": "planet world",
    "dish": "dish meal recipe menuitem food beverage dessert drink",
    "book": "book novel publication",
    "event": "event concert conference exhibition meeting",
    "department": "department division",
    "city": "city town",
    "country": "country nation",
    "file_name": "file document attachment upload",
    "access_role": "role permission",
    "branch": "branch",
    "color": "color colour",
    "currency": "currency",
    "language": "language",
}  # fmt: skip
_NAMED_BY: Final = {thing: role for role, things in _NAMED.items() for thing in things.split()}

# What these mean in the thing that they are of.
_OF: Final[dict[str, dict[str, str]]] = {
    "currency": {"code": "currency", "symbol": "currency_symbol"},
    "country": {"code": "country_code"},
    "language": {"code": "language_code"},
    "weight": {"unit": "weight_unit", "units": "weight_unit"},
    "dimensions": {"unit": "length_unit", "units": "length_unit"},
}

_DESCRIBED: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), role)
    for pattern, role in (
        (r"\bISO[ -]?4217\b|\bcurrency code\b", "currency"),
        (r"\bISO[ -]?3166\b|\bcountry code\b", "country_code"),
        (r"\bISO[ -]?639\b|\blanguage code\b", "language_code"),
        (r"\bBCP[ -]?47\b", "locale"),
        (r"\bUUID\b|\bGUID\b", "uuid"),
        (r"\be-?mail address\b", "email"),
        (r"\bphone number\b", "phone"),
        (r"\bIP address\b", "ip"),
        (r"\bIBAN\b", "iban"),
        (r"\bSHA-?256\b", "hash"),
        (r"\bSHA-?1\b|\bcommit (?:SHA|hash)\b", "sha"),
        (r"\b(?:time ?zone)\b", "timezone"),
        (r"\bISO[ -]?8601\b|\bRFC[ -]?3339\b|\bdate and time\b", "created"),
        (r"\bunix (?:timestamp|time|epoch)\b|\bseconds since\b", "created"),
        (r"\bMIME type\b|\bmedia type\b", "media_type"),
        (r"\bURL\b", "url"),
    )
)
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PLACES: Final = frozenset(
    {"address", "location", "place", "billing", "shipping", "person", "customer", "venue", "geo"}
)
_GENERAL: Final = frozenset(
    {"value", "key", "text", "content", "time", "date", "order", "long", "from", "to", "first", "last", "level", "plan"}
)
_YES: Final = frozenset(
    "active enabled available verified valid success successful ok published visible required confirmed complete"
    " completed"
    " accepted approved paid public online allowed can open".split()
)
_NO: Final = frozenset(
    "deleted archived disabled hidden blocked banned locked expired error failed cancelled canceled deprecated draft"
    " trashed"
    " suspended spam private anonymous more dry".split()
)


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `customerFirstName` is customer, first, name."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def role_of(hint: Hint, description: str = "") -> str:
    """What a property is for; empty where its name and description do not tell."""
    return _role(hint.name, hint.owner) or _described(description) or _guessed(hint.name)


@lru_cache(maxsize=8192)
def _role(name: str, owner: str) -> str:
    words = words_of(name)
    meant = next((_OF[thing][name.lower()] for thing in words_of(owner) if name.lower() in _OF.get(thing, ())), "")
    if meant:
        return meant
    for start in range(len(words)):
        ending = "".join(words[start:])
        if ending == "name":
            return _named("".join(words[:start]) if start else owner)
        if ending in _ROLE_OF and not (start and ending in _GENERAL):
            return _in_place(_ROLE_OF[ending], owner, ending)
    return _timed(words)


def _guessed(name: str) -> str:
    words = words_of(name)
    endings = ("".join(words[start:]) for start in range(len(words)))
    return next((_VAGUE_ROLE_OF[ending] for ending in endings if ending in _VAGUE_ROLE_OF), "")


def _named(thing: str) -> str:
    """The role of a name, by what bears it: the last of its words that says so."""
    found = [word for word in words_of(thing) if word in _NAMED_BY]
    if found:
        return _NAMED_BY[found[-1]]
    joined = "".join(words_of(thing))
    ending = next((known for known in _NAMED_BY if len(known) > 3 and joined.endswith(known)), "")
    return _NAMED_BY.get(ending, "title")


def _in_place(role: str, owner: str, name: str) -> str:
    """`state` is a part of a country in an address and a stage elsewhere; the `title` of a person is a job."""
    if name == "state" and _PLACES & set(words_of(owner)):
        return "region"
    return "job" if name == "title" and _named(owner) == "full_name" else role


def _timed(words: tuple[str, ...]) -> str:
    if len(words) > 1 and words[-1] in {"at", "date", "time", "timestamp", "on"}:
        return "created"
    return "id" if len(words) > 1 and words[-1] == "ids" else ""


@lru_cache(maxsize=4096)
def _described(description: str) -> str:
    return next((role for pattern, role in _DESCRIBED if pattern.search(description[:400])), "")


def likelihood(hint: Hint) -> float:
    """How likely a flag is to be set: `isActive` nearly always, `deleted` hardly ever."""
    words = set(words_of(hint.name))
    if words & _NO:
        return 0.05
    return 0.9 if words & _YES else 0.5


def singular(name: str) -> str:
    """The name of one of them: `emails` is of email, `categories` of category, `addresses` of address."""
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name
