using System.CommandLine;

namespace Dangol.Web;

/// <summary><c>help [command]</c>: what there is, or what one command takes.</summary>
internal static class HelpCommand
{
    public static Command Make()
    {
        var of = new Argument<string?>("command") { Arity = ArgumentArity.ZeroOrOne, Description = "The command to explain." };
        var help = new Command("help", "Explain the commands.") { of };
        help.SetAction(parsed =>
        {
            var root = parsed.RootCommandResult.Command;
            var words = parsed.GetValue(of) is { } name ? new[] { name, "--help" } : ["--help"];
            return root.Parse(words).Invoke();
        });
        return help;
    }
}
