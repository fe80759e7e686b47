using System.Collections.Concurrent;
using System.Reflection;
using Dangol.Browser;
using Xunit.v3;

[assembly: NoFaults]

namespace Dangol.Browser;

/// <summary>Fails a test by what its windows said in the console: beside what it failed of itself, which a window that throws when it is closed would hide.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NoFaultsAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Said = new();

    /// <summary>Keeps them until the test that runs is over; false where none does.</summary>
    internal static bool Note(IEnumerable<string> faults)
    {
        if (TestContext.Current.Test is not { UniqueID: var test }) return false;
        foreach (var fault in faults) Said.GetOrAdd(test, _ => new()).Enqueue(fault);
        return true;
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Said.TryRemove(test.UniqueID, out var faults)) Assert.Fail(string.Join("\n", faults));
    }
}
