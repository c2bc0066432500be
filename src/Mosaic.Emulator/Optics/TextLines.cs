namespace Mosaic.Emulator.Optics;

/// <summary>The lines of a text one after the other, without a string for each.</summary>
/// <param name="reader">The text.</param>
internal sealed class TextLines(TextReader reader)
{
    private char[] _buffer = new char[1 << 16];
    private int _from, _to;
    private bool _isOver, _afterReturn;

    /// <summary>The next line; lines end where <see cref="TextReader.ReadLine"/> ends them.</summary>
    /// <param name="line">Its characters, until the next is asked for.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        for (int searched = 0; ;)
        {
            // What is left of \r\n.
            if (_afterReturn && _from < _to)
            {
                _from += _buffer[_from] == '\n' ? 1 : 0;
                _afterReturn = false;
            }

            int end = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOfAny('\r', '\n');
            if (end >= 0)
            {
                line = _buffer.AsSpan(_from, searched + end);
                _from += searched + end + 1;
                _afterReturn = _buffer[_from - 1] == '\r';
                return true;
            }

            searched = _to - _from;
            if (_isOver)
            {
                line = _buffer.AsSpan(_from, searched);
                _from = _to;
                return searched > 0;
            }

            Fill();
        }
    }

    /// <summary>More of the text behind what is left.</summary>
    private void Fill()
    {
        _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
        (_from, _to) = (0, _to - _from);
        if (_to > _buffer.Length / 2)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = reader.Read(_buffer.AsSpan(_to));
        _to += read;
        _isOver = read == 0;
    }
}
