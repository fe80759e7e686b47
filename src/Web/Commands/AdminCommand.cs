using System.CommandLine;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>admin create</c>, <c>admin reset</c> and <c>admin rotate-keys</c>: another administrator, another password for one, another key for secrets, for whoever sits at the machine.</summary>
internal static class AdminCommand
{
    private sealed record Asked(string Email, string Name, string Password);

    private sealed record Anew(string Email, string Password);

    public static IReadOnlyList<LocalCommand> Locals { get; } =
    [
        new("admin-rotate-keys", async (call, cancel) =>
        {
            var job = await RunningJob.Follow(call, await call.Get<RotateKeys>().Run(Actor.Operator, cancel), cancel);
            return new { job.Id, result = job.Result };
        }),
        new("admin-create", async (call, cancel) =>
        {
            var asked = call.Arguments<Asked>();
            var id = await call.Get<CreateUser>().Run(Actor.Operator, new(asked.Email, asked.Name, asked.Password), cancel);
            return new { id, asked.Email };
        }),
        new("admin-reset", async (call, cancel) =>
        {
            var anew = call.Arguments<Anew>();
            return new { name = await call.Get<ResetPassword>().Run(Actor.Operator, anew.Email, anew.Password, cancel), anew.Email };
        }),
    ];

    public static Command Make()
    {
        var email = new Option<string>("--email") { Description = "The address with which they sign in.", Required = true };
        var name = new Option<string>("--name") { Description = "Their name.", Required = true };
        var password = new Option<string?>("--password") { Description = "Their password; one is made and shown once where none is given." };
        return Commands.Of("admin", "Administrators of the product.", (_, _, _) => throw new Refused("action_missing", null, new("무엇을 할지 적어 주세요: admin create --email … --name …, admin reset --email …, admin rotate-keys", "Say what to do: admin create --email … --name …, admin reset --email …, admin rotate-keys")),
            Commands.Of("reset", "Give an administrator another password, and end their sessions.", async (parsed, place, cancel) =>
            {
                var given = parsed.GetValue(password) ?? Passwords.Random();
                await LocalRun.Of(place, "admin-reset", new Anew(parsed.GetValue(email)!, given), cancel);
                return Shown(parsed, place, given);
            }, email, password),
            Commands.Of("rotate-keys", "Seal all secrets with a new key, and forget the old ones.", (_, place, cancel) => Rotated(place, cancel)),
            Commands.Of("create", "Make an administrator.", async (parsed, place, cancel) =>
            {
                var given = parsed.GetValue(password) ?? Passwords.Random();
                await LocalRun.Of(place, "admin-create", new Asked(parsed.GetValue(email)!, parsed.GetValue(name)!, given), cancel);
                return Shown(parsed, place, given);
            }, email, name, password));

        static async Task<object?> Rotated(Place place, CancellationToken cancel) => await LocalRun.Of(place, "admin-rotate-keys", new { }, cancel) is var done && place.Json ? done : "rotated";

        object Shown(ParseResult parsed, Place place, string given) => place.Json ? new { email = parsed.GetValue(email), password = given } : $"{parsed.GetValue(email)}   {given}";
    }
}
