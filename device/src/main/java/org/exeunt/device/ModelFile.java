package org.exeunt.device;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The content of a model file, for programs that write models: a text, numbers and arrays.
 *
 * <p>A file has, in big-endian order, {@code EXED}, the version, the CRC-32 of all that follows, and the three parts,
 * each with the number of its elements, which for the text are bytes of UTF-8. An array is its length and its values.
 *
 * <ul>
 *   <li>Text: the origin, then the names of the classes, separated by the character 0.
 *   <li>Numbers: whether inputs are passed channel by channel; the number of images; height, width and channels of each,
 *       of which the first is the input; the number of exits. Then for each exit the images of its feature and of its
 *       logits, the high and low half of the multiply-accumulates of leaving there, the number of steps, and the steps.
 *       A step is 1 and a {@link Convolution}, or 0 and an {@link Average}. Last are {@link Discriminants} and whether
 *       the {@link ExitRule} is an ensemble.
 *   <li>Arrays: means and deviations by which inputs are scaled, or none; those of convolutions; those of discriminants;
 *       the thresholds of the exit rule.
 * </ul>
 */
public final class ModelFile {
    private static final int MAGIC = 0x45584544;
    private static final int VERSION = 1;
    static final int HEADER = 12;

    final String text;
    final int[] numbers;
    final float[][] arrays;
    private int number;
    private int array;

    /** Creates the content. */
    public ModelFile(String text, int[] numbers, float[][] arrays) {
        this.text = text;
        this.numbers = numbers;
        this.arrays = arrays;
    }

    /** Reads a file; memory is allocated only for elements that the file is long enough for. */
    static ModelFile of(byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        require(content.length > HEADER && in.getInt() == MAGIC, "exeunt export --format device did not write it");
        int version = in.getInt();
        require(version == VERSION, "its version is %d, and this exeunt-device reads version %d", version, VERSION);
        require(in.getInt() == checksum(content, HEADER), "its checksum is wrong: it was truncated or altered");
        byte[] text = new byte[length(in, 1)];
        in.get(text);
        int[] numbers = new int[length(in, Integer.BYTES)];
        in.asIntBuffer().get(numbers);
        skip(in, numbers.length);
        float[][] arrays = new float[length(in, Integer.BYTES)][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new float[length(in, Float.BYTES)];
            in.asFloatBuffer().get(arrays[i]);
            skip(in, arrays[i].length);
        }
        require(!in.hasRemaining(), "%d bytes follow its end", in.remaining());
        return new ModelFile(new String(text, StandardCharsets.UTF_8), numbers, arrays);
    }

    private static int length(ByteBuffer in, int bytesEach) {
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        require(length >= 0 && length <= in.remaining() / bytesEach, "it ends before its last element");
        return length;
    }

    private static void skip(ByteBuffer in, int count) {
        ((Buffer) in).position(in.position() + Integer.BYTES * count); // Android's ByteBuffer had no method of its own
    }

    static int checksum(byte[] content, int from) {
        CRC32 checksum = new CRC32();
        checksum.update(content, from, content.length - from);
        return (int) checksum.getValue();
    }

    static void require(boolean valid, String problem, Object... values) {
        if (!valid) {
            String message = String.format("This model cannot be used: ".concat(problem), values);
            throw new IllegalArgumentException(message.concat(". Copy or export it again."));
        }
    }

    /** Writes the file. */
    public void write(OutputStream target) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.writeInt(numbers.length);
        for (int each : numbers) {
            out.writeInt(each);
        }
        out.writeInt(arrays.length);
        for (float[] values : arrays) {
            out.writeInt(values.length);
            for (float value : values) {
                out.writeFloat(value);
            }
        }
        DataOutputStream file = new DataOutputStream(target);
        file.writeInt(MAGIC);
        file.writeInt(VERSION);
        file.writeInt(checksum(body.toByteArray(), 0));
        body.writeTo(file);
    }

    /** Returns the next number. */
    int next(String what, int least, int most) {
        require(number < numbers.length, "%s is missing", what);
        int value = numbers[number++];
        require(value >= least && value <= most, "%s is %d; expected %d to %d", what, value, least, most);
        return value;
    }

    boolean flag(String what) {
        return next(what, 0, 1) == 1;
    }

    float[] nextArray(String what, int least, int most) {
        return nextArrays(what, 1, least, most)[0];
    }

    /** Returns the next arrays, whose lengths must be in a range and whose values must be finite. */
    float[][] nextArrays(String what, long count, int least, int most) {
        require(count <= arrays.length - array, "%s: %d more arrays expected", what, count);
        float[][] next = Arrays.copyOfRange(arrays, array, array + (int) count);
        array += next.length;
        for (float[] values : next) {
            require(values.length >= least && values.length <= most, "%s: found %d values", what, values.length);
            for (float value : values) {
                require(Math.abs(value) <= Float.MAX_VALUE, "%s: found the value %s", what, value);
            }
        }
        return next;
    }

    void requireEnd() {
        require(number == numbers.length && array == arrays.length, "it has more values than its network");
    }
}
