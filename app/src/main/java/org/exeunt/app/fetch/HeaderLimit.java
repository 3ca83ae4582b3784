package org.exeunt.app.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Limits the header of each entry of a tar archive to 1 MiB, because names are read into memory. */
final class HeaderLimit extends FilterInputStream {
    private static final long MAX_BYTES = 1 << 20;

    private long left = MAX_BYTES;

    HeaderLimit(InputStream archive) {
        super(archive);
    }

    /** Lifts the limit, for the content of an entry. */
    void lift() {
        left = Long.MAX_VALUE;
    }

    /** Restores the limit, for the header of the next entry. */
    void impose() {
        left = MAX_BYTES;
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
