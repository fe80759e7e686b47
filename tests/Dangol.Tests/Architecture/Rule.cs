namespace Dangol.Tests;

/// <summary>
/// How a rule of the architecture fails: it has looked at something, it names all offenders at once, and it says why. What is excepted stands in
/// <c>exceptions.txt</c> (<c>rule: subject</c>); an exception that is needed no longer fails too, so that the list can only shrink.
/// </summary>
internal static class Rule
{
    private static readonly ILookup<string, string> Excepted = Sources.Read("tests/Dangol.Tests/Architecture/exceptions.txt").Split('\n')
        .Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)
        .Select(line => line.Split(": ", 2)).ToLookup(parts => parts[0], parts => parts[1]);

    /// <param name="name">Name of the rule in the list of exceptions.</param>
    /// <param name="why">Why the rule is there, for whoever breaks it.</param>
    /// <param name="looked">How many things were looked at; a rule that finds nothing to check is broken itself.</param>
    /// <param name="offenders">Subject and what is wrong with it.</param>
    public static void Check(string name, string why, int looked, IEnumerable<(string Subject, string Wrong)> offenders)
    {
        Assert.True(looked > 0, $"The rule '{name}' found nothing to check.");
        var all = offenders.ToList();
        var stale = Excepted[name].Except(all.Select(o => o.Subject)).ToList();
        var found = all.Where(o => !Excepted[name].Contains(o.Subject)).Select(o => $"  {o.Subject}: {o.Wrong}").Distinct().ToList();
        Assert.True(found.Count == 0, $"{why}\n{string.Join('\n', found)}");
        Assert.True(stale.Count == 0, $"These exceptions of '{name}' are needed no longer, take them out of exceptions.txt:\n  {string.Join("\n  ", stale)}");
    }
}
