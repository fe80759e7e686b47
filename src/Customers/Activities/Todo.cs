namespace Dangol.Customers;

/// <summary>Something to be done by somebody.</summary>
internal sealed class Todo : Activity
{
    private Todo() { }

    public string Subject { get; private set; } = "";
    public string SubjectFolded { get; private set; } = "";
    public DateOnly? DueOn { get; private set; }
    public string Priority { get; private set; } = "normal";
    public bool Done { get; private set; }
    public string? Notes { get; private set; }

    /// <summary>One that another system knows.</summary>
    public static Todo From(Guid id, IncomingTask said)
    {
        var todo = new Todo { Id = id, Subject = said.Subject, DueOn = said.DueOn, Priority = said.Priority, Done = said.Done };
        todo.Is(said);
        return todo;
    }
}

internal sealed class TodoType : ActivityType<Todo>
{
    public TodoType() : base("task", "tasks", new("할 일", "Task"))
    {
        Subject(t => t.Subject, t => t.SubjectFolded, new("할 일", "What to do"));
        Field(t => t.DueOn, new("기한", "Due"));
        Field(t => t.Priority, new("우선순위", "Priority")).Required().Begins(new Term.Literal("normal")).Choice(new("high", new("높음", "High"), "bad"), new("normal", new("보통", "Normal")), new("low", new("낮음", "Low")));
        Field(t => t.Done, new("완료", "Done")).Begins(new Term.Literal(false));
        Field(t => t.Notes, new("내용", "Notes")).As(LongTextType.Lines).AtMost(20_000).Personal();
        About();
        Paged(new("tasks", NavGroup.Customers, "checkbox", "subject", "due_on", "priority", "done", "customer_id", "owner_id")   // icon
        {
            Many = new("할 일", "Tasks"), Sort = "due_on", KeyFacts = ["due_on", "priority", "done"],
            For = new("누가 언제까지 무엇을 할지 적어 두는 곳이에요.", "What is to be done, by whom and by when."),
        });
    }
}
