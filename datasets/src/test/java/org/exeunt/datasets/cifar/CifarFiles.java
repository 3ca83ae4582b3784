package org.exeunt.datasets.cifar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes small files in the binary formats of CIFAR-10 and CIFAR-100. */
final class CifarFiles {
    static final int RECORD = 3073;

    private CifarFiles() {}

    /** Returns records with the given labels; every pixel of record i has the value {@code 10 * i + plane}. */
    static byte[] records(int... labels) {
        byte[] content = new byte[labels.length * RECORD];
        for (int i = 0; i < labels.length; i++) {
            content[i * RECORD] = (byte) labels[i];
            for (int pixel = 0; pixel < RECORD - 1; pixel++) {
                content[i * RECORD + 1 + pixel] = (byte) (10 * i + pixel / 1024);
            }
        }
        return content;
    }

    /** Returns records of CIFAR-100: one image of grey level 100 per pair of coarse and fine label. */
    static byte[] fineRecords(int... labels) {
        byte[] content = new byte[labels.length / 2 * (RECORD + 1)];
        Arrays.fill(content, (byte) 100);
        for (int i = 0; i < labels.length; i++) {
            content[i / 2 * (RECORD + 1) + i % 2] = (byte) labels[i];
        }
        return content;
    }

    /** Writes a folder with training files 1 and 2 and the test file. */
    static void writeAll(Path folder) {
        write(folder.resolve("data_batch_1.bin"), records(3, 1));
        write(folder.resolve("data_batch_2.bin"), records(4));
        write(folder.resolve("test_batch.bin"), records(0, 9, 5));
    }

    static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
