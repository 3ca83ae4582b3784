package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** An independent reader of {@code .npz} archives, written from the specification of NumPy's format. */
record NpzFile(Map<String, Array> arrays) {
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), \\} *\n");

    /**
     * An array in row-major order.
     *
     * @param type such as {@code <f8}
     */
    record Array(String type, List<Integer> shape, ByteBuffer data) {
        double[] numbers() {
            ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            double[] numbers = new double[shape.stream().reduce(1, Math::multiplyExact)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = type.equals("<f8") ? in.getDouble() : in.getInt();
            }
            assertThat(in.hasRemaining()).as("more bytes").isFalse();
            return numbers;
        }

        List<String> texts() {
            ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < shape.get(0); i++) {
                StringBuilder text = new StringBuilder();
                for (int j = 0; j < Integer.parseInt(type.substring("<U".length())); j++) {
                    text.appendCodePoint(in.getInt());
                }
                texts.add(text.toString().replace("\0", ""));
            }
            assertThat(in.hasRemaining()).as("more bytes").isFalse();
            return texts;
        }
    }

    static NpzFile of(byte[] file) throws IOException {
        Map<String, Array> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replaceFirst("[.]npy$", ""), array(zip.readAllBytes()));
            }
        }
        return new NpzFile(arrays);
    }

    private static Array array(byte[] npy) {
        ByteBuffer in = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        int header = in.getShort(8);
        Matcher fields = HEADER.matcher(new String(npy, 10, header, StandardCharsets.US_ASCII));
        assertThat(new String(npy, 0, 8, StandardCharsets.ISO_8859_1)).isEqualTo("\u0093NUMPY\u0001\0");
        assertThat((10 + header) % 64).as("alignment").isZero();
        assertThat(fields.matches()).as("header").isTrue();
        List<Integer> shape =
                Stream.of(fields.group(2).split("[, ]+")).map(Integer::valueOf).toList();
        assertThat(fields.group(1)).matches("<f8|<i4|<U[0-9]+");
        return new Array(fields.group(1), shape, in.position(10 + header).slice());
    }

    Array get(String name) {
        assertThat(arrays).containsKey(name);
        return arrays.get(name);
    }
}
