namespace Bridge.Migration;

/// <summary>The comparisons of one endpoint.</summary>
internal sealed class ShadowBook(string shape)
{
    private const int KeptFindings = 50;
    private const int KeptLeads = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<double> _leads = new();
    private readonly LinkedList<ShadowFinding> _findings = [];
    private long _same;
    private long _different;
    private long _unjudged;

    /// <summary>What they showed.</summary>
    public ShadowReport Report
    {
        get
        {
            lock (_lock)
            {
                double[] leads = [.. _leads.Order()];
                return new ShadowReport(shape, _same, _different, _unjudged, leads.Length == 0 ? 0 : leads[leads.Length / 2], [.. _findings]);
            }
        }
    }

    /// <summary>They were the same.</summary>
    public void Same()
    {
        lock (_lock)
        {
            _same++;
        }
    }

    /// <summary>The bridge had an item so much earlier than the page.</summary>
    public void Led(TimeSpan lead)
    {
        lock (_lock)
        {
            _leads.Enqueue(lead.TotalMilliseconds);
            if (_leads.Count > KeptLeads)
            {
                _leads.Dequeue();
            }
        }
    }

    /// <summary>They were not.</summary>
    public void Found(ShadowFinding finding)
    {
        lock (_lock)
        {
            _different += finding.Verdict == ShadowVerdict.Different ? 1 : 0;
            _unjudged += finding.Verdict == ShadowVerdict.Unjudged ? 1 : 0;
            _findings.AddFirst(finding);
            if (_findings.Count > KeptFindings)
            {
                _findings.RemoveLast();
            }
        }
    }
}
