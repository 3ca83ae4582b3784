package org.exeunt.datasets.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} file, versions 1 to 3 (NumPy Enhancement Proposal 1).
 *
 * @param type type of the elements
 * @param fortran whether the first axis varies fastest
 * @param shape lengths of the axes
 * @param bytes length of the header
 */
record NpyHeader(ElementType type, boolean fortran, List<Integer> shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Set<Integer> COLOURS = Set.of(1, 3, 4);
    private static final int LONGEST = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*+:\\s*+['\"]([^'\"]*+)['\"]");
    private static final Pattern FIELDS = Pattern.compile("['\"]descr['\"]\\s*+:\\s*+[\\[(]");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*+:\\s*+(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*+:\\s*+\\(([^()]*+)\\)");

    /**
     * Reads a header.
     *
     * @throws IOException if it is malformed or describes an array that is not supported; the message is a predicate
     */
    static NpyHeader read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("is not a .npy file; expected one that numpy.save wrote");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new IOException("has format version %d; expected 1 to 3".formatted(version));
        }
        byte[] size = in.readNBytes(version == 1 ? 2 : 4);
        ByteBuffer number = ByteBuffer.wrap(Arrays.copyOf(size, 4)).order(ByteOrder.LITTLE_ENDIAN);
        int length = number.getInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("has a header of %s bytes; expected at most %d"
                    .formatted(Integer.toUnsignedString(length), LONGEST));
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new IOException("ends within its header");
        }
        String text = new String(content, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return new NpyHeader(
                type(text),
                find(ORDER, text, "fortran_order").equals("True"),
                shape(find(SHAPE, text, "shape")),
                start.length + size.length + length);
    }

    private static ElementType type(String text) throws IOException {
        if (FIELDS.matcher(text).find()) {
            throw new IOException("is a structured array; expected an array of numbers or words");
        }
        return ElementType.parse(find(DESCR, text, "descr"));
    }

    private static String find(Pattern pattern, String text, String key) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find() || text.indexOf(key) != text.lastIndexOf(key)) {
            throw new IOException("has a malformed header; expected '%s' once".formatted(key));
        }
        return matcher.group(1);
    }

    private static List<Integer> shape(String text) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        for (String length : text.split(",")) {
            String digits = length.strip();
            if (digits.matches("\\d{1,9}")) {
                lengths.add(Integer.parseInt(digits));
            } else if (!digits.isEmpty()) {
                throw new IOException("has the shape (%s); expected lengths below 1,000,000,000".formatted(text));
            }
        }
        return lengths;
    }

    /** Returns the header of this array as the only row of a larger one. */
    NpyHeader asRow() {
        List<Integer> lengths = new ArrayList<>(shape);
        lengths.add(0, 1);
        return new NpyHeader(type, fortran, lengths, bytes);
    }

    /** Returns the length of the first axis. */
    int rows() {
        return shape.get(0);
    }

    /** Returns the lengths of the other axes. */
    List<Integer> rowShape() {
        return shape.subList(1, shape.size());
    }

    /**
     * Returns the bytes of one row.
     *
     * @param length length of the file
     * @throws IOException if it is not the length that header and elements need, or a row is larger than 1 GiB; the
     *     message is a predicate
     */
    int rowBytes(long length) throws IOException {
        long row = type.size();
        for (int axis : rowShape()) {
            row = Math.min(row * axis, 1L << 40); // no overflow
        }
        long expected = bytes + row * rows();
        if (length != expected) {
            throw new IOException("is %d bytes long; its header describes %d, shape %s of %d bytes each; it is cut off "
                            .formatted(length, expected, tuple(), type.size())
                    + "or damaged");
        }
        if (row > 1 << 30) {
            throw new IOException("has examples of %d bytes; expected at most 2^30".formatted(row));
        }
        return (int) row;
    }

    /** Returns whether channels are probably the last axis: 1, 3 or 4 of images, few of long series. */
    boolean seemsChannelsLast() {
        boolean image = shape.size() == 4 && COLOURS.contains(shape.get(3)) && !COLOURS.contains(shape.get(1));
        return image || shape.size() == 3 && 4L * shape.get(2) <= shape.get(1);
    }

    /** Returns whether examples are grey pictures: bytes along two axes that are too long for channels. */
    boolean isGrey() {
        return type.kind() == 'u' && type.size() == 1 && shape.size() == 3 && Math.min(shape.get(1), shape.get(2)) >= 8;
    }

    /** Returns the shape as NumPy prints it. */
    String tuple() {
        return shape.toString().replace('[', '(').replace(']', ')');
    }
}
