using System.Net.Mail;

namespace Dangol.Platform;

/// <summary>A person who can sign in. Nobody is ever removed, since the journal names them: who leaves is disabled.</summary>
public sealed class User : Record
{
    /// <summary>May make, change and disable users.</summary>
    public static readonly Permission Edit = new("user", "edit");

    internal const string Person = "person", Agent = "agent";

    internal const int LongestEmail = 254, LongestName = 100;

    private User() { }

    /// <summary>The address with which they sign in.</summary>
    public string Email { get; private set; } = "";

    /// <summary>The address folded: two users never share one.</summary>
    public string EmailFolded { get; private set; } = "";

    /// <summary>What others read.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The language in which they are spoken to: ko or en.</summary>
    public string LanguageTag { get; private set; } = "ko";

    /// <summary>The password, hashed.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary><c>person</c>, or <c>agent</c>: a program that comes in by keys alone.</summary>
    public string Kind { get; private set; } = Person;

    /// <summary>Since when they may not sign in any more, or null.</summary>
    public DateTime? DisabledAt { get; private set; }

    /// <summary>The person to whom they report.</summary>
    public Guid? ManagerId { get; private set; }

    /// <summary>A new user. The hash is made before the write begins, by <see cref="Passwords"/>.</summary>
    /// <exception cref="Refused"><c>email_invalid</c></exception>
    internal static User New(string email, string name, Language language, string passwordHash)
    {
        email = email.Trim();
        if (!MailAddress.TryCreate(email, out var address) || address.Address != email)
            throw new Refused("email_invalid", "email", new("이메일 주소를 확인해 주세요. 예: name@example.com", "Please check the e-mail address. Example: name@example.com"));
        return new User { Email = email, Name = name.Trim(), LanguageTag = Tag(language), PasswordHash = passwordHash };
    }

    /// <summary>Somebody who was invited: without a password nobody signs in.</summary>
    /// <exception cref="Refused"><c>email_invalid</c></exception>
    internal static User Invited(string email, string name, Language language)
    {
        var user = New(email, name, language, "");
        user.PasswordHash = null;
        return user;
    }

    /// <summary>A program, which has an address that nobody can write to.</summary>
    internal static User NewAgent(Guid id, string name, Language language) =>
        new() { Id = id, Email = $"{id:N}@agent.invalid", Name = name.Trim(), LanguageTag = Tag(language), Kind = Agent };

    /// <summary>Who was invited has come.</summary>
    internal void Arrive(string name, Language language, string passwordHash) => (Name, LanguageTag, PasswordHash) = (name.Trim(), Tag(language), passwordHash);

    internal void Disable(DateTime now) => DisabledAt ??= now;

    internal void Speak(Language language) => LanguageTag = Tag(language);

    internal void ChangePassword(string hash) => PasswordHash = hash;

    /// <summary>Lets a disabled user in again.</summary>
    internal void Enable() => DisabledAt = null;

    /// <summary>Puts them into the organisation: to whom they report, and in which team they are at home.</summary>
    internal void Place(Guid? manager, Guid? team) => (ManagerId, TeamId) = (manager, team);

    internal static Language LanguageOf(string tag) => tag == "en" ? Language.English : Language.Korean;

    internal static string Tag(Language language) => language == Language.Korean ? "ko" : "en";
}

internal sealed class UserType : RecordType<User>
{
    public UserType() : base("user", "users", new("사용자", "User"))
    {
        Field(u => u.Email, new("이메일", "E-mail")).Required().AtMost(User.LongestEmail).Personal().Unique("users_email");
        Folded(u => u.Email, u => u.EmailFolded);
        Field(u => u.Name, new("이름", "Name")).Required().AtMost(User.LongestName).Personal();
        Title(u => u.Name);
        Field(u => u.TeamId, new("팀", "Team")).Refers("team");
        Field(u => u.ManagerId, new("상급자", "Manager")).Refers("user");
        Paged(new("people", NavGroup.Settings, "users", "name", "email", "team_id", "manager_id", "disabled_at")   // icon
        {
            Many = new("사용자", "People"), Sort = "name", ByHand = false, MadeAt = (Invitation.Title, "/people/invite", User.Edit), Related = false, KeyFacts = ["email", "team_id", "manager_id"], For = new("로그인하는 사람과 그 사람의 팀과 상급자, 역할이에요.", "Who signs in, with their team, manager and roles."),
        });
        Field(u => u.Kind, new("종류", "Kind")).ReadOnly().Choice(new(User.Person, new("사람", "Person")), new(User.Agent, new("에이전트", "Agent"), "info"));
        Field(u => u.LanguageTag, new("언어", "Language")).Choice(new("ko", new("한국어", "Korean")), new("en", new("영어", "English")));
        Field(u => u.PasswordHash, new("비밀번호", "Password")).Secret();
        Field(u => u.DisabledAt, new("사용 중지", "Disabled")).ReadOnly();
        // Who signs in by which address, and how far people reach by their place in the organisation.
        Guarded("email", "team_id", "manager_id");
    }

    internal override bool Settles => true;

    internal override async Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        // Whoever changed the address of somebody with more rights could sign in as them.
        var actor = change.Set.Actor;
        await GiveRoles.MustCoverPeople(change, actor, [.. ids.Where(id => id != actor.Id)], cancel);
        await Paths.Managers.Renew(change, ids, cancel);
        // Whichever way somebody was disabled, they are out at once, and somebody who looks after the others stays.
        foreach (var id in await change.Session.List($"select id from users where {change.Session.In<Guid>("id", "ids")} and disabled_at is not null", row => row.Guid(0), cancel, ("ids", ids)))
        {
            await Sessions.EndAll(change, id, cancel);
            await Invitation.Close(change, id, cancel);
            await ChangeRights.KeepAnAdministrator(change, cancel);
        }
        await AccessVersion.Raise(change, cancel);
    }
}
