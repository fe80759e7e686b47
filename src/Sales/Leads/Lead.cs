namespace Dangol.Sales;

/// <summary>Somebody who may become a customer, before anything is agreed.</summary>
internal sealed class Lead : Record
{
    public static readonly Permission Qualify = new("lead", "qualify"), Convert = new("lead", "convert");

    private Lead() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public string? Organisation { get; private set; }
    public string? JobTitle { get; private set; }
    public string? Email { get; private set; }
    public string? EmailFolded { get; private set; }
    public string? Phone { get; private set; }
    public string? Website { get; private set; }
    public string? Address { get; private set; }
    public string Source { get; private set; } = "other";
    public string Status { get; private set; } = LeadStates.New;
    public string? Rating { get; private set; }
    public string? UnqualifiedReason { get; private set; }
    public string? Interest { get; private set; }
    public string? Tags { get; private set; }
    public string? NextStep { get; private set; }
    public DateOnly? NextStepOn { get; private set; }
    public string? Notes { get; private set; }
    public Guid? CustomerId { get; private set; }
    public Guid? OpportunityId { get; private set; }
    public DateTime? ConvertedAt { get; private set; }
    public string? ExternalKey { get; private set; }

    /// <summary>One that another system knows, as far as it has come there.</summary>
    public static Lead From(Guid id, IncomingLead said) => new()
    {
        Id = id, ExternalKey = said.Key, Name = said.Name, OwnerId = said.OwnerId, Organisation = said.Organisation, JobTitle = said.JobTitle, Email = said.Email, Phone = said.Phone,
        Source = said.Source, Status = said.Status, UnqualifiedReason = said.UnqualifiedReason, Rating = said.Rating, Interest = said.Interest, NextStep = said.NextStep, NextStepOn = said.NextStepOn,
    };

    public void Move(string status, string? reason) => (Status, UnqualifiedReason) = (status, status == LeadStates.Unqualified ? reason : null);

    public void Become(Guid customer, Guid? opportunity, DateTime at) => (Status, UnqualifiedReason, CustomerId, OpportunityId, ConvertedAt) = (LeadStates.Converted, null, customer, opportunity, at);
}

/// <summary>How far a lead has come.</summary>
internal static class LeadStates
{
    public const string New = "new", Working = "working", Qualified = "qualified", Unqualified = "unqualified", Converted = "converted";
}

internal sealed class LeadType : RecordType<Lead>
{
    /// <summary>From where it came.</summary>
    public static readonly Choice[] Sources =
    [
        new("web", new("홈페이지", "Website")), new("referral", new("소개", "Referral")), new("event", new("행사", "Event")), new("call", new("전화", "Call")),
        new("advertising", new("광고", "Advertising")), new("partner", new("협력사", "Partner")), new("other", new("기타", "Other")),
    ];

    /// <summary>Why it will not become a customer.</summary>
    public static readonly Choice[] UnqualifiedReasons =
    [
        new("no_need", new("필요 없음", "No need")), new("no_budget", new("예산 없음", "No budget")), new("no_answer", new("연락 안 됨", "No answer")), new("wrong_contact", new("담당이 아님", "Wrong contact")),
        new("competitor", new("경쟁사 이용 중", "With a competitor")), new("spam", new("장난·광고", "Spam")), new("other", new("기타", "Other")),
    ];

    public LeadType() : base("lead", "leads", new("리드", "Lead"))
    {
        Field(l => l.Name, new("이름", "Name")).Required().AtMost(200).Personal().Searchable();
        Folded(l => l.Name, l => l.NameFolded);
        Title(l => l.Name);
        Field(l => l.Organisation, new("회사", "Organisation")).AtMost(200).Searchable();
        Field(l => l.JobTitle, new("직함", "Job title")).AtMost(100);
        Field(l => l.Email, new("이메일", "E-mail")).As(EmailType.Address).AtMost(254).Personal().Searchable();
        Folded(l => l.Email, l => l.EmailFolded);
        Field(l => l.Phone, new("전화번호", "Telephone")).As(PhoneType.Number).AtMost(32).Personal().Searchable();
        Field(l => l.Website, new("웹사이트", "Website")).As(UrlType.Link).AtMost(500);
        Field(l => l.Address, new("주소", "Address")).As(AddressType.Envelope).AtMost(300).Personal();
        Field(l => l.Source, new("유입 경로", "Source")).Required().Begins(new Term.Literal("other")).Choice(Sources);
        Field(l => l.Status, new("상태", "Status")).Required().Begins(new Term.Literal(LeadStates.New)).ReadOnly().Choice(new(LeadStates.New, new("신규", "New"), "info"), new(LeadStates.Working, new("연락 중", "Working")),
            new(LeadStates.Qualified, new("적격", "Qualified"), "ok"), new(LeadStates.Unqualified, new("부적격", "Unqualified"), "bad") { IsEnd = true }, new(LeadStates.Converted, new("전환됨", "Converted"), "ok") { IsEnd = true });
        Field(l => l.Rating, new("등급", "Rating")).Choice(new("hot", new("높음", "Hot"), "bad"), new("warm", new("보통", "Warm"), "warn"), new("cold", new("낮음", "Cold"), "info"));
        Field(l => l.UnqualifiedReason, new("부적격 사유", "Why unqualified")).Choice(UnqualifiedReasons).ReadOnly().Shown(new Clause.Compare(new Term.Field("status"), Operator.Equal, new Term.Literal(LeadStates.Unqualified)));
        Field(l => l.Interest, new("관심 상품", "Interest")).AtMost(300);
        Field(l => l.Tags, new("태그", "Tags")).As(TagsType.Words).AtMost(500);
        Field(l => l.NextStep, new("다음 할 일", "Next step")).AtMost(300);
        Field(l => l.NextStepOn, new("다음 할 일 날짜", "Next step on"));
        Field(l => l.Notes, new("메모", "Notes")).As(LongTextType.Lines).AtMost(20_000);
        Field(l => l.CustomerId, new("전환된 고객", "Customer")).Refers("customer").ReadOnly();
        Field(l => l.OpportunityId, new("전환된 영업기회", "Opportunity")).Refers("opportunity").ReadOnly().Outlives();
        Field(l => l.ConvertedAt, new("전환한 때", "Converted")).ReadOnly();
        Field(l => l.ExternalKey, new("외부 식별자", "External key")).AtMost(200).Unique("leads_external_key").Says(new("다른 시스템에서 이 기록을 부르는 이름이에요. 그 이름으로 다시 보내면 고쳐져요.", "What another system calls this record: sent again under that name, it is changed."));
        Paged(new("leads", NavGroup.Sales, "target-arrow", "name", "organisation", "status", "rating", "source", "phone", "next_step", "next_step_on", "owner_id")
        {
            Many = new("리드", "Leads"), Board = "status", Sort = "-created_at", KeyFacts = ["rating", "organisation", "source"], Cards = ["organisation", "rating", "next_step_on", "owner_id"],
            For = new("아직 고객이 아닌 사람과 회사를 모아 두고, 거래로 이어질지 알아보는 곳이에요.", "People and companies that may become customers are kept here until you know."),
        });
    }
}
