namespace Bridge.Migration;

/// <summary>How far a legacy endpoint has moved: a name for four settings (<see cref="StageSettings"/>).</summary>
public enum Stage
{
    /// <summary>Its polls pass through, and are counted. Nobody else asks the backend.</summary>
    Observe,

    /// <summary>The bridge polls the backend, too, and serves new pages; old polls pass through.</summary>
    Tap,

    /// <summary>As tap, and what the backend answers is compared with what the bridge would have answered.</summary>
    Shadow,

    /// <summary>A percentage of the clients is answered by the bridge, in the old format.</summary>
    Answer,

    /// <summary>A percentage of the pages has its polls answered inside the page, from the push stream.</summary>
    Intercept,

    /// <summary>New pages use the push stream themselves; who still polls is answered, and named.</summary>
    Native,

    /// <summary>Old polls are told until when they are answered, and then that they are no more.</summary>
    Retired,
}
