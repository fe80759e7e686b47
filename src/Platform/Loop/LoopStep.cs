namespace Dangol.Platform;

/// <summary>What a step of the loop did: how many, and in words what.</summary>
public sealed record LoopResult(long Count, Text What);

/// <summary>One station of the closed loop, brought by the module that owns it. It does what is due and nothing twice.</summary>
/// <param name="Order">Its place in the ring.</param>
/// <param name="Name">Stable code.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Icon">A name of tabler-icons.</param>
/// <param name="Href">The page on which its number opens into its rows.</param>
/// <param name="Run">Does what is due, in a scope of the company.</param>
public sealed record LoopStep(int Order, string Name, Text Label, string Icon, string Href, Func<IServiceProvider, Actor, CancellationToken, Task<LoopResult>> Run);
