package org.exeunt.app.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of a tar archive, of which only 1 MiB may come before the content of an entry: names are taken into memory whole. */
final class HeaderLimit extends FilterInputStream {
    private static final long MOST = 1 << 20;

    private long left = MOST;

    HeaderLimit(InputStream archive) {
        super(archive);
    }

    /** What comes now is content, as much as there may be. */
    void lift() {
        left = Long.MAX_VALUE;
    }

    /** What comes now is before the content of the next entry. */
    void impose() {
        left = MOST;
    }

    @Override
    public int read() throws IOException {
        require();
        int read = super.read();
        left -= read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        require();
        int read = super.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        require();
        long skipped = super.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    private void require() throws IOException {
        if (left <= 0) {
            throw new IOException("the header of an entry is longer than 1 MiB");
        }
    }
}
