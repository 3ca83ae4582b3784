package org.exeunt.testkit.hostile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Mutates bytes: flips bits, truncates, duplicates, removes or swaps parts, and inserts numbers and words at the limits
 * of readers.
 */
public final class Mutations {
    private static final int MOST_CHANGES = 4;
    private static final int LONGEST_PART = 1 << 12;
    private static final long[] NUMBERS = {
        0, 1, 2, 3, 127, 128, 255, 256, 32_767, 65_535, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -2, 1L << 40
    };
    /** Without blanks, which separate them. */
    private static final List<String> WORDS = List.of(("\0 \n \r\n \t , \" \\ { [ ] } null NaN -Infinity 1e999999999"
                    + " 99999999999999999999 -1 0x10 .. ../../x / // %s%n \uFEFF \uD83D\uDE00 </script>")
            .split(" "));

    private Mutations() {}

    /**
     * Returns a copy with up to four mutations. An empty input becomes a few random bytes.
     *
     * @param whole bytes to mutate; unchanged
     */
    public static byte[] of(byte[] whole, RandomGenerator random) {
        byte[] mutated = whole;
        for (int left = 1 + random.nextInt(MOST_CHANGES); left > 0; left--) {
            mutated = changed(mutated, random);
        }
        return mutated;
    }

    private static byte[] changed(byte[] bytes, RandomGenerator random) {
        if (bytes.length == 0) {
            return anything(random);
        }
        int at = random.nextInt(bytes.length);
        int end = at + random.nextInt(Math.min(LONGEST_PART, bytes.length - at) + 1);
        return switch (random.nextInt(10)) {
            case 0, 1 -> replaced(bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 2 -> replaced(bytes, at, at + 1, new byte[] {(byte) random.nextInt()});
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 5 -> replaced(bytes, at, end, new byte[0]);
            case 6 -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(end - at, bytes.length - from);
                yield replaced(bytes, at, at + length, Arrays.copyOfRange(bytes, from, from + length));
            }
            case 7 -> replaced(bytes, at, end, anything(random));
            case 8 -> numbered(bytes, at, random);
            default -> {
                byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
                yield replaced(bytes, at, random.nextBoolean() ? at : Math.min(at + word.length, bytes.length), word);
            }
        };
    }

    /** Returns the bytes with the range from {@code from} to {@code to} replaced by {@code by}. */
    static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] result = new byte[from + by.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }

    private static byte[] numbered(byte[] bytes, int at, RandomGenerator random) {
        int length = 1 << random.nextInt(4);
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer number = ByteBuffer.allocate(8).order(order).putLong(0, NUMBERS[random.nextInt(NUMBERS.length)]);
        int start = order == ByteOrder.BIG_ENDIAN ? 8 - length : 0;
        byte[] digits = Arrays.copyOfRange(number.array(), start, start + length);
        return replaced(bytes, at, Math.min(at + length, bytes.length), digits);
    }

    private static byte[] anything(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(16)];
        random.nextBytes(bytes);
        return bytes;
    }
}
