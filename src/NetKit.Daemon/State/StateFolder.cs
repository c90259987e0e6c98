using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NetKit.Daemon.State;

/// <summary>
/// Objects of one kind, a file each. What <see cref="Save"/> or <see cref="Remove"/> has returned from survives a crash at any later moment; a
/// crash during the call leaves the old object or the new one, and never half of one.
/// </summary>
/// <remarks>
/// A file is written beside its place, synchronized, renamed into its place, and the directory is synchronized. Whoever finds a file with the
/// temporary ending finds an object that nobody was promised.
/// </remarks>
public sealed class StateFolder<T>(IStateDisk disk, string path, JsonTypeInfo<StateDocument<T>> type)
    where T : class
{
    private const int Schema = 1;
    private const string Extension = ".json";
    private const string Temporary = ".tmp";
    private const string Unreadable = ".unreadable";

    /// <summary>Reads everything; what cannot be read is put aside, with a sentence for each.</summary>
    public IReadOnlyList<T> Load(ICollection<string> complaints)
    {
        disk.Prepare(path);
        List<T> values = [];
        foreach (string name in disk.List(path))
        {
            if (name.EndsWith(Temporary, StringComparison.Ordinal))
            {
                disk.Delete(PathOf(name));
            }
            else if (name.EndsWith(Extension, StringComparison.Ordinal) && TryRead(name, complaints) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <exception cref="IOException">It is not on the disk; the former object still is.</exception>
    public void Save(string id, T value)
    {
        string final = PathOf(id + Extension);
        string temporary = final + Temporary;
        disk.WriteThrough(temporary, JsonSerializer.SerializeToUtf8Bytes(new StateDocument<T>(Schema, value), type));
        disk.Rename(temporary, final);
        disk.Sync(path);
    }

    public void Remove(string id)
    {
        disk.Delete(PathOf(id + Extension));
        disk.Sync(path);
    }

    private string PathOf(string name) => Path.Combine(path, name);

    private T? TryRead(string name, ICollection<string> complaints)
    {
        string reason;
        try
        {
            StateDocument<T>? document = JsonSerializer.Deserialize(disk.Read(PathOf(name)), type);
            if (document is { Schema: <= Schema })
            {
                return document.Value;
            }

            reason = document is null ? "it is empty" : $"its schema {document.Schema} is newer than this netkit's {Schema}";
        }
        catch (JsonException exception)
        {
            reason = $"it is no JSON of an object: {exception.Message}";
        }

        disk.Rename(PathOf(name), PathOf(name + Unreadable));
        complaints.Add($"The state file {PathOf(name)} was put aside as {name}{Unreadable}: {reason}.");
        return null;
    }
}
