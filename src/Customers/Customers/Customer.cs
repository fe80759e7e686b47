namespace Dangol.Customers;

/// <summary>A person or an organisation, as the whole company sees it.</summary>
internal sealed class Customer : Record
{
    public static readonly Permission View = new("customer", "view");
    public static readonly Permission Create = new("customer", "create");
    public static readonly Permission Edit = new("customer", "edit");
    public static readonly Permission Import = new("customer", "import");

    public const string Person = "person";
    public const string Organisation = "organisation";

    private Customer() { }

    public string Kind { get; private set; } = Person;
    public string Number { get; private set; } = "";

    public const int EarliestBirthYear = 1900;

    /// <summary>A customer that was made by hand gets a number by their key: C- and its last ten digits.</summary>
    public void GiveNumber()
    {
        if (string.IsNullOrWhiteSpace(Number)) Number = "C-" + Id.ToString("N")[^10..].ToUpperInvariant();
    }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public string? Phone { get; private set; }
    public string? Email { get; private set; }
    public string? EmailFolded { get; private set; }
    public int? BirthYear { get; private set; }
    public string? Sex { get; private set; }
    public string? Country { get; private set; }
    public string? Region { get; private set; }
    public string? City { get; private set; }
    public string? Address { get; private set; }
    public string? PostalCode { get; private set; }
    public DateOnly? JoinedOn { get; private set; }

    /// <summary>A customer that another system knows; where that system keeps no name, the number stands for it.</summary>
    public static Customer From(Guid id, IncomingCustomer said) => new()
    {
        Id = id,
        Kind = said.Kind,
        Number = said.Number ?? said.Key,
        Name = string.IsNullOrWhiteSpace(said.Name) ? said.Number ?? said.Key : said.Name.Trim().Normalize(),
        Phone = said.Phone,
        Email = said.Email,
        EmailFolded = said.Email is null ? null : Fold.Of(said.Email),
        BirthYear = said.BirthYear,
        Sex = said.Sex,
        Country = said.Country,
        Region = said.Region,
        City = said.City,
        Address = said.Address,
        PostalCode = said.PostalCode,
        JoinedOn = said.JoinedOn,
        OwnerId = said.OwnerId,
    };
}

internal sealed class CustomerType : RecordType<Customer>
{
    public CustomerType() : base("customer", "customers", new("고객", "Customer"))
    {
        Field(c => c.Name, new("고객명", "Name")).Required().AtMost(200).Personal().Searchable();
        Folded(c => c.Name, c => c.NameFolded);
        Title(c => c.Name);
        Field(c => c.Kind, new("구분", "Kind")).Required().Begins(new Term.Literal(Customer.Person)).Choice(new(Customer.Person, new("개인", "Person")), new(Customer.Organisation, new("고객사", "Organisation"), "info"));
        Field(c => c.Number, new("고객번호", "Customer number")).AtMost(64).Unique("customers_number").Searchable().Says(new("비워 두면 자동으로 정해져요.", "Where it is empty, one is given."));
        Field(c => c.Phone, new("전화번호", "Telephone")).As(PhoneType.Number).AtMost(32).Personal().Searchable();
        Field(c => c.Email, new("이메일", "E-mail")).As(EmailType.Address).AtMost(254).Personal().Searchable();
        Folded(c => c.Email, c => c.EmailFolded);
        Field(c => c.BirthYear, new("출생 연도", "Year of birth")).Personal();
        Field(c => c.Sex, new("성별", "Sex")).Personal().Choice(new("f", new("여성", "Female")), new("m", new("남성", "Male")));
        Field(c => c.Country, new("국가", "Country")).AtMost(80).Suggested();
        Field(c => c.Region, new("지역", "Region")).AtMost(80).Suggested();
        Field(c => c.City, new("시·군·구", "City")).AtMost(80).Suggested();
        Field(c => c.Address, new("주소", "Address")).As(AddressType.Envelope).AtMost(300).Personal();
        Field(c => c.PostalCode, new("우편번호", "Postal code")).AtMost(16).Personal();
        Field(c => c.JoinedOn, new("가입일", "Joined on"));
        Rule(c =>
        {
            if (string.IsNullOrWhiteSpace(c.Number)) throw new Refused("required", "number", new("고객번호를 입력해 주세요.", "Customer number is required."));
        });
        Rule(MayHaveBeenBorn);
        Paged(new("customers", NavGroup.Customers, "users", "name", "number", "region", "phone", "rfm_group", "times_bought", "spent", "last_order_on")   // icon
        {
            Many = new("고객", "Customers"), Imported = true, Sort = "name", KeyFacts = ["kind", "number", "region", "joined_on"], For = new("모든 부서가 함께 보는 고객이에요.", "The customers, the same for every department."),
        });
    }

    private static Task<IReadOnlyDictionary<Guid, Refused>> MayHaveBeenBorn(Change change, IReadOnlyList<Customer> rows, CancellationToken cancel)
    {
        var latest = change.Today.Year;
        var wrong = rows.Where(c => c.BirthYear < Customer.EarliestBirthYear || c.BirthYear > latest).ToList();
        return wrong.Count == 0 ? Nothing : Task.FromResult<IReadOnlyDictionary<Guid, Refused>>(wrong.ToDictionary(c => c.Id, _ => new Refused("birth_year_wrong", "birth_year",
            new($"출생 연도는 {Customer.EarliestBirthYear}년에서 {latest}년 사이로 적어 주세요.", $"Write a year of birth from {Customer.EarliestBirthYear} to {latest}."))));
    }

    protected override Task<IReadOnlyDictionary<Guid, Refused>> Begin(Change change, IReadOnlyList<Customer> rows, CancellationToken cancel)
    {
        foreach (var row in rows) row.GiveNumber();
        return Nothing;
    }
}

/// <summary>What one system says of a customer, under that system's own key. It stays as it came.</summary>
internal sealed class CustomerSource : Record
{
    private CustomerSource() { }

    public Guid CustomerId { get; private set; }
    public string Source { get; private set; } = "";
    public string SourceKey { get; private set; } = "";
    public string? Payload { get; private set; }

    public static CustomerSource Of(Guid id, Guid customer, string source, IncomingCustomer said) =>
        new() { Id = id, CustomerId = customer, Source = source, SourceKey = said.Key, Payload = said.Payload };
}

internal sealed class CustomerSourceType : RecordType<CustomerSource>
{
    public CustomerSourceType() : base("customer_source", "customer_sources", new("고객 원본", "Customer source"))
    {
        Field(s => s.CustomerId, new("고객", "Customer")).Required().Refers("customer");
        // Without it a customer who stays would be made a second time by the next file.
        StaysWith(s => s.CustomerId);
        Field(s => s.Source, new("원천", "Source")).Required().AtMost(64);
        Field(s => s.SourceKey, new("원천 키", "Source key")).Required().AtMost(128).Unique("customer_sources_key");
        Field(s => s.Payload, new("원본 내용", "As it came")).Personal();
    }
}
