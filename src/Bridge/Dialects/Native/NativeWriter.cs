using System.Buffers;
using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Dialects.Native;

/// <summary>Replies and batches as envelopes. A message's envelope is made once and shared by everyone who gets it.</summary>
internal static class NativeWriter
{
    private static readonly Func<Message, byte[]> Encode = EncodeMessage;

    /// <summary>Writes one frame: the envelopes as an array, or a single message as the bytes that all share.</summary>
    public static void Write(IReadOnlyList<ServerReply> replies, Batch? batch, FrameQueue frames)
    {
        if (replies.Count == 0 && batch is { Messages.Count: 1, Gaps.Count: 0, Moved.Count: 0 })
        {
            frames.Add(batch.Messages[0].Encoded(EncodingSlot.Native, Encode), binary: false);
            return;
        }

        var output = frames.Composed;
        var list = new Separated(output);
        output.Write("["u8);
        foreach (var reply in replies)
        {
            list.Next();
            NativeReplyWriter.Write(output, reply);
        }

        if (batch is not null)
        {
            Write(batch, ref list);
        }

        output.Write("]"u8);
        frames.End();
    }

    private static void Write(Batch batch, ref Separated list)
    {
        var output = list.Output;
        foreach (var gap in batch.Gaps)
        {
            list.Next();
            output.Write("{\"type\":\"gap\",\"channel\":\""u8);
            PayloadJson.Ascii(output, gap.Channel.Value);
            output.Write("\",\"reason\":\""u8);
            PayloadJson.Ascii(output, gap.Code);
            output.Write("\",\"position\":"u8);
            PayloadJson.Position(output, gap.Resume);
            output.Write("}"u8);
        }

        foreach (var message in batch.Messages)
        {
            list.Next();
            output.Write(message.Encoded(EncodingSlot.Native, Encode));
        }

        foreach (var (channel, position) in batch.Moved)
        {
            list.Next();
            NativeReplyWriter.ChannelAt(output, "position"u8, channel, position);
        }
    }

    private static byte[] EncodeMessage(Message message)
    {
        var output = new ArrayBufferWriter<byte>(96 + message.Channel.Value.Length + message.Payload.Bytes.Length);
        output.Write("{\"type\":\"message\",\"channel\":\""u8);
        PayloadJson.Ascii(output, message.Channel.Value);
        output.Write("\",\"position\":"u8);
        PayloadJson.Position(output, message.Position);
        if (message.Checkpoint is { } checkpoint)
        {
            output.Write(",\"checkpoint\":"u8);
            PayloadJson.Text(output, checkpoint.Text);
        }

        output.Write(","u8);
        PayloadJson.Write(output, message.Payload, "data"u8);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Puts commas between, but not before the first.</summary>
    private ref struct Separated(ArrayBufferWriter<byte> output)
    {
        private bool _any;

        public readonly ArrayBufferWriter<byte> Output => output;

        public void Next()
        {
            if (_any)
            {
                output.Write(","u8);
            }

            _any = true;
        }
    }
}
