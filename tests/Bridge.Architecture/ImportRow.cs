namespace Bridge.Architecture;

/// <summary>One row of the table: a room, and what it may import beside itself and the base library.</summary>
public sealed record ImportRow(string Room, IReadOnlyList<string> MayImport)
{
    public string Rule => MayImport.Count == 0 ? $"{Room} may import {Place.BaseLibrary} only" : $"{Room} may import {string.Join(", ", MayImport)}";

    /// <summary>Whether the room may import from there; null is nowhere that we know.</summary>
    public bool Allows(string? place) =>
        place is not null && (place == Room || place == Place.BaseLibrary || MayImport.Contains(place) || MayImport.Contains(Place.Everywhere));
}
