using System.Diagnostics;

namespace Dangol.Platform;

/// <summary>
/// Calls back after a time, from a thread of its own: SQLite holds a thread of the pool while it works, so that on a busy machine a timer of the pool, which is to
/// stop a slow question, would wait for that question to end. It calls again until it is disposed of: a call that comes just before a question begins stops nothing.
/// </summary>
internal sealed class Deadlines
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly PriorityQueue<Deadline, long> _queue = new();
    private readonly object _gate = new();

    private Deadlines() => new Thread(Watch) { IsBackground = true, Name = "Deadlines" }.Start();

    private static Deadlines One { get; } = new();

    /// <summary>Calls <paramref name="late"/> unless what is given back is disposed of before.</summary>
    public static Deadline After(TimeSpan time, Action late) => One.Add(new(late), time);

    private Deadline Add(Deadline deadline, TimeSpan time)
    {
        lock (_gate)
        {
            _queue.Enqueue(deadline, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
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
                while (!_queue.TryPeek(out due!, out var at) || Left(at) > 0)
                {
                    // The time may pass between two looks at the clock; a wait of less than nothing would end the program.
                    if (due is null) Monitor.Wait(_gate);
                    else Monitor.Wait(_gate, (int)Math.Clamp(Left(at) + 1, 1, int.MaxValue));
                }
                _queue.Dequeue();
            }
            if (due.Call()) Add(due, Again);
        }
    }

    private static double Left(long at) => (at - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;

    /// <summary>One that was asked for.</summary>
    internal sealed class Deadline(Action late) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _over;

        /// <summary>It was called.</summary>
        public bool Passed { get; private set; }

        /// <summary>False where nobody waits any more.</summary>
        public bool Call()
        {
            lock (_gate)
            {
                if (_over) return false;
                Passed = true;
                late();
                return true;
            }
        }

        /// <summary>From here on it is not called any more.</summary>
        public void Dispose()
        {
            lock (_gate) _over = true;
        }
    }
}
