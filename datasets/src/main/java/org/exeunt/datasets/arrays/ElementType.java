package org.exeunt.datasets.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.exeunt.datasets.files.Excerpt;

/**
 * Type of the elements of a NumPy array.
 *
 * @param kind {@code b} for booleans, {@code i} and {@code u} for integers with and without sign, {@code f} for
 *     floating-point numbers, {@code U} for words
 * @param size bytes per element
 * @param order byte order
 */
record ElementType(char kind, int size, ByteOrder order) {
    private static final Pattern FORM = Pattern.compile("([<>|=])([a-zA-Z])(\\d{0,6})(\\[.*)?");
    private static final Pattern NUMBERS = Pattern.compile("b1|[iu][1248]|f[248]");

    /**
     * Parses a type such as {@code <f4}.
     *
     * @throws IOException if it is not supported; the message is a predicate
     */
    static ElementType parse(String text) throws IOException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IOException("has elements of the unknown type '%s'".formatted(Excerpt.of(text)));
        }
        char kind = form.group(2).charAt(0);
        if (kind == 'O') {
            throw new IOException("contains Python objects (a pickle), which could run code and are never read; save "
                    + "numbers or words, such as x.astype('float32') or y.astype(str)");
        }
        ByteOrder order = form.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        String size = form.group(3);
        if (kind == 'U' && !size.isEmpty()) {
            return new ElementType(kind, 4 * Integer.parseInt(size), order);
        }
        if (!NUMBERS.matcher(kind + size).matches()) {
            throw new IOException(
                    ("has elements of type '%s'; expected booleans, integers, floating-point numbers of 16 to 64 bits, "
                                    + "or words; convert it, such as x.astype('float32') or y.astype(str)")
                            .formatted(Excerpt.of(text)));
        }
        return new ElementType(kind, Integer.parseInt(size), order);
    }

    boolean isText() {
        return kind == 'U';
    }

    /** Returns an element as a number; not for words. */
    double number(ByteBuffer row, int index) {
        int at = index * size;
        return switch (kind) {
            case 'f' ->
                switch (size) {
                    case 2 -> half(row.getShort(at));
                    case 4 -> row.getFloat(at);
                    default -> row.getDouble(at);
                };
            case 'b' -> row.get(at) == 0 ? 0 : 1;
            case 'u' -> unsigned(integer(row, at));
            default -> integer(row, at);
        };
    }

    private long integer(ByteBuffer row, int at) {
        long value =
                switch (size) {
                    case 1 -> row.get(at);
                    case 2 -> row.getShort(at);
                    case 4 -> row.getInt(at);
                    default -> row.getLong(at);
                };
        return kind == 'u' && size < Long.BYTES ? value & (1L << 8 * size) - 1 : value;
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
    }

    /** Converts a number of 16 bits in the format binary16 of IEEE 754. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude =
                switch (exponent) {
                    case 0 -> Math.scalb((double) fraction, -24);
                    case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb(1024.0 + fraction, exponent - 25);
                };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Returns the only element of a row as a word; empty if it is a number with a fraction or not a character. */
    Optional<String> word(ByteBuffer row) {
        return switch (kind) {
            case 'U' -> text(row);
            case 'b' -> Optional.of(row.get(0) == 0 ? "False" : "True");
            case 'f' -> {
                double value = number(row, 0);
                yield value == Math.rint(value) && Math.abs(value) < 1L << 53
                        ? Optional.of(Long.toString((long) value))
                        : Optional.empty();
            }
            default -> {
                long value = integer(row, 0);
                yield Optional.of(kind == 'u' ? Long.toUnsignedString(value) : Long.toString(value));
            }
        };
    }

    private Optional<String> text(ByteBuffer row) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < size; at += 4) {
            int character = row.getInt(at);
            if (!Character.isValidCodePoint(character) || Character.getType(character) == Character.SURROGATE) {
                return Optional.empty();
            }
            text.appendCodePoint(character);
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) { // NumPy pads with zeros
            end--;
        }
        return Optional.of(text.substring(0, end).strip());
    }

    /** Returns the type as NumPy writes it. */
    @Override
    public String toString() {
        return (order == ByteOrder.BIG_ENDIAN ? ">" : "<") + kind + (isText() ? size / 4 : size);
    }
}
