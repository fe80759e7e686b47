using System.Diagnostics;

namespace Dangol.Platform;

/// <summary>
/// Calls back after a time, from a thread of its own: SQLite holds a thread of the pool while it works, so that on a busy machine a timer of the pool, which is to
/// stop a slow question, would wait for that question to end.
/// </summary>
internal sealed class Deadlines
{
    private readonly PriorityQueue<Deadline, long> _queue = new();
    private readonly object _gate = new();

    private Deadlines() => new Thread(Watch) { IsBackground = true, Name = "Deadlines" }.Start();

    private static Deadlines One { get; } = new();

    /// <summary>Calls <paramref name="late"/> unless what is given back is disposed of before.</summary>
    public static Deadline After(TimeSpan time, Action late) => One.Add(new(Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), late));

    private Deadline Add(Deadline deadline)
    {
        lock (_gate)
        {
            _queue.Enqueue(deadline, deadline.Due);
            if (_queue.Peek() == deadline) Monitor.Pulse(_gate);
        }
        return deadline;
    }

    private void Watch()
    {
        while (true)
        {
            Deadline due;
            lock (_gate)
            {
                while (!_queue.TryPeek(out due!, out var at) || at > Stopwatch.GetTimestamp())
                {
                    if (due is null) Monitor.Wait(_gate);
                    else Monitor.Wait(_gate, Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at) + TimeSpan.FromMilliseconds(1));
                }
                _queue.Dequeue();
            }
            due.Call();
        }
    }

    /// <summary>One that was asked for.</summary>
    internal sealed class Deadline(long due, Action late) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _over;

        public long Due => due;

        /// <summary>It was called.</summary>
        public bool Passed { get; private set; }

        public void Call()
        {
            lock (_gate)
            {
                if (_over) return;
                Passed = true;
                late();
            }
        }

        /// <summary>From here on it is not called any more.</summary>
        public void Dispose()
        {
            lock (_gate) _over = true;
        }
    }
}
