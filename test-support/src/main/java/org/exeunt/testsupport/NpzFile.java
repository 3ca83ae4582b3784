package org.exeunt.testsupport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An independent reader of {@code .npz} archives, written from the specification of NumPy's format.
 *
 * @param arrays by name, in file order
 */
public record NpzFile(Map<String, Array> arrays) {
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), \\} *\n");

    /**
     * An array in row-major order.
     *
     * @param type such as {@code <f8}
     */
    public record Array(String type, List<Integer> shape, ByteBuffer data) {
        /** Returns the values of an array of numbers. */
        public double[] numbers() {
            ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            double[] numbers = new double[shape.stream().reduce(1, Math::multiplyExact)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = switch (type) {
                    case "<f8" -> in.getDouble();
                    case "<i4" -> in.getInt();
                    default -> throw new AssertionError(type);
                };
            }
            require(in);
            return numbers;
        }

        /** Returns the values of an array of texts. */
        public List<String> texts() {
            ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int length = Integer.parseInt(type.substring("<U".length()));
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < shape.get(0); i++) {
                StringBuilder text = new StringBuilder();
                for (int j = 0; j < length; j++) {
                    int point = in.getInt();
                    if (point != 0) {
                        text.appendCodePoint(point);
                    }
                }
                texts.add(text.toString());
            }
            require(in);
            return texts;
        }

        private static void require(ByteBuffer read) {
            if (read.hasRemaining()) {
                throw new AssertionError(read.remaining() + " bytes after the last value");
            }
        }
    }

    /** Reads an archive. */
    public static NpzFile of(byte[] file) {
        Map<String, Array> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replaceFirst("[.]npy$", ""), array(zip.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new NpzFile(arrays);
    }

    private static Array array(byte[] npy) {
        ByteBuffer in = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        int header = in.getShort(8);
        Matcher fields = HEADER.matcher(new String(npy, 10, header, StandardCharsets.US_ASCII));
        if (!new String(npy, 0, 8, StandardCharsets.ISO_8859_1).equals("\u0093NUMPY\u0001\0")
                || (10 + header) % 64 != 0
                || !fields.matches()) {
            throw new AssertionError("not an array of NumPy's format 1.0");
        }
        List<Integer> shape = new ArrayList<>();
        for (String length : fields.group(2).split("[, ]+")) {
            shape.add(Integer.valueOf(length));
        }
        return new Array(fields.group(1), shape, in.position(10 + header).slice());
    }

    /** Returns an array by name. */
    public Array get(String name) {
        if (!arrays.containsKey(name)) {
            throw new AssertionError("no array '%s' in %s".formatted(name, arrays.keySet()));
        }
        return arrays.get(name);
    }
}
