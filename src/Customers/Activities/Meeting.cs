namespace Dangol.Customers;

/// <summary>A meeting, planned or held.</summary>
internal sealed class Meeting : Activity
{
    private Meeting() { }

    public string Subject { get; private set; } = "";
    public string SubjectFolded { get; private set; } = "";
    public DateTime StartsAt { get; private set; }
    public DateTime? EndsAt { get; private set; }
    public string? Place { get; private set; }
    public string? Notes { get; private set; }

    /// <summary>One that another system knows.</summary>
    public static Meeting From(Guid id, IncomingMeeting said)
    {
        var meeting = new Meeting { Id = id, Subject = said.Subject, StartsAt = said.StartsAt, EndsAt = said.EndsAt, Place = said.Place, Notes = said.Notes };
        meeting.Is(said);
        return meeting;
    }
}

internal sealed class MeetingType : ActivityType<Meeting>
{
    public MeetingType() : base("meeting", "meetings", new("미팅", "Meeting"))
    {
        Subject(m => m.Subject, m => m.SubjectFolded, new("주제", "Subject"));
        Field(m => m.StartsAt, new("시작", "From")).Required();
        Field(m => m.EndsAt, new("끝", "To"));
        Field(m => m.Place, new("장소", "Place")).AtMost(300);
        Field(m => m.Notes, new("내용", "Notes")).As(LongTextType.Lines).AtMost(20_000).Personal();
        About();
        Rule(m =>
        {
            if (m.EndsAt < m.StartsAt) throw new Refused("ends_before_it_starts", "ends_at", new("끝은 시작보다 늦어야 해요.", "It must end after it starts."));
        });
        Paged(new("meetings", NavGroup.Customers, "calendar-event", "subject", "starts_at", "ends_at", "place", "customer_id", "owner_id")   // icon
        {
            Many = new("미팅", "Meetings"), Sort = "-starts_at", KeyFacts = ["starts_at", "ends_at", "place"],
            For = new("언제 누구를 만나는지 적어 두는 곳이에요.", "Whom one meets, when and where."),
        });
    }
}
