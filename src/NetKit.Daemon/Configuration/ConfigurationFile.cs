using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetKit.Daemon.Networks;

namespace NetKit.Daemon.Configuration;

/// <summary>Reads the configuration file. What is wrong is said with file, line, key and what was expected.</summary>
public static partial class ConfigurationFile
{
    public static Answer<DaemonConfiguration> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refusal.Failed($"The configuration {path} cannot be read ({exception.Message}).");
        }
    }

    public static Answer<DaemonConfiguration> Parse(ReadOnlySpan<byte> text, string path)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, ConfigurationJson.Default.DaemonConfiguration) is not { } configuration)
            {
                return Refusal.Invalid($"{path}, line 1: an object was expected, and there is null.");
            }

            return ConfigurationCheck.Find(configuration) is { } fault
                ? Refusal.Invalid(Sentence(path, JsonLines.Find(text, fault.Key), fault.Key, fault.Expected))
                : configuration;
        }
        catch (JsonException exception)
        {
            string key = exception.Path is { } full && full.StartsWith("$.", StringComparison.Ordinal) ? full[2..] : string.Empty;
            Match unknown = UnknownKey().Match(exception.Message);
            if (unknown.Success)
            {
                string name = unknown.Groups[1].Value;
                string where = key.EndsWith(name, StringComparison.Ordinal) ? key : key.Length == 0 ? name : $"{key}.{name}";
                return Refusal.Invalid(Sentence(path, Line(exception), where, "there is no such key; configs/netkit.schema.json lists them"));
            }

            return Refusal.Invalid(Sentence(path, Line(exception), key, ConfigurationCheck.Expectation(key) ?? Reason(exception)));
        }
    }

    private static int Line(JsonException exception) => (int)(exception.LineNumber ?? 0) + 1;

    private static string Sentence(string path, int line, string key, string expected)
    {
        string of = key.Length == 0 ? string.Empty : $", key {key}";
        return string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}{of}: {expected}.");
    }

    /// <summary>The parser's words without the place, which is said already.</summary>
    private static string Reason(JsonException exception)
    {
        int place = exception.Message.IndexOf(" Path:", StringComparison.Ordinal);
        string words = place < 0 ? exception.Message : exception.Message[..place];
        place = words.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? words : words[..place]).TrimEnd('.');
    }

    [GeneratedRegex("JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownKey();
}
