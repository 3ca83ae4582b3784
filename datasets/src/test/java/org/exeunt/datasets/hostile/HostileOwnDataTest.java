package org.exeunt.datasets.hostile;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.datasets.arrays.ArraysSource;
import org.exeunt.datasets.arrays.Npy;
import org.exeunt.datasets.csv.CsvSource;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.imagefolder.ImageFolderSource;
import org.exeunt.datasets.text.TextSource;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.datasets.userdata.Table;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of users' own data sets are rejected with an error, or all examples can be read. */
class HostileOwnDataTest {
    @TempDir
    Path folder;

    @Test
    void imageFolder() throws IOException {
        HostileFolder.in(folder)
                .with("train/cat/1.png", Picture.of("png", BufferedImage.TYPE_INT_RGB, 9))
                .with("train/dog/1.jpg", Picture.of("jpeg", BufferedImage.TYPE_BYTE_GRAY, 8))
                .with("train/dog/2.gif", Picture.of("gif", BufferedImage.TYPE_BYTE_INDEXED, 8))
                .with("test/dog/3.bmp", Picture.of("bmp", BufferedImage.TYPE_INT_RGB, 7))
                .fuzz(
                        HostileInput.of("image-folder", 300).allocatingAtMost(1L << 30),
                        new ImageFolderSource.Provider()
                                .create(
                                        new ImageFolderSource.Options(
                                                folder,
                                                8,
                                                8,
                                                ImageFolderSource.Options.Colour.RGB,
                                                Layout.AUTO,
                                                Scaling.NORM_STATS),
                                        new RecordingContext()));
    }

    @Test
    void csv() throws IOException {
        HostileFolder.in(folder)
                .with(
                        "train.csv",
                        "size,city,class,who\n1,Bonn,a,ann\n2.5e1,\"Rome, \"\"old\"\"\",b,bob\n-3,Bonn,a,bob\n")
                .with("test.csv", "size,city,class,who\n1,Oslo,b,eve\n")
                .fuzz(
                        HostileInput.of("csv", 1_000),
                        new CsvSource.Provider()
                                .create(
                                        new CsvSource.Options(
                                                folder.resolve("train.csv"),
                                                Optional.of(folder.resolve("test.csv")),
                                                "class",
                                                Optional.of("who"),
                                                Optional.empty(),
                                                List.of(),
                                                List.of(),
                                                CsvSource.Options.Missing.IMPUTE,
                                                Table.Delimiter.COMMA,
                                                true),
                                        new RecordingContext()));
    }

    @Test
    void jsonLines() throws IOException {
        HostileFolder.in(folder)
                .with("a.jsonl", "{\"text\": \"Oil up\", \"label\": 1}\n{\"text\": \"Cup\", \"label\": \"b\"}\n")
                .fuzz(HostileInput.of("jsonl", 1_000), texts("a.jsonl"));
    }

    @Test
    void textFolder() throws IOException {
        HostileFolder.in(folder)
                .with("pos/1.txt", "Oil is up, again")
                .with("neg/1.txt", "It's \"down\"")
                .fuzz(HostileInput.of("text-folder", 500), texts(""));
    }

    private DatasetSource texts(String name) {
        return new TextSource.Provider()
                .create(
                        new TextSource.Options(
                                folder.resolve(name),
                                Optional.empty(),
                                "text",
                                "label",
                                Optional.empty(),
                                Optional.empty(),
                                Table.Delimiter.COMMA,
                                Layout.AUTO,
                                8,
                                20),
                        new RecordingContext());
    }

    @Test
    void arrays() throws IOException {
        HostileFolder.in(folder)
                .with("x.npy", Npy.of("<f4", "(2, 2, 3)", Npy.floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
                .with("y.npy", Npy.of("<U3", "(2,)", Npy.words(3, "cat", "dog")))
                .with("owner.npy", Npy.of("|i1", "(2,)", new byte[] {1, 0}))
                .with("x_test.npy", Npy.of("<f4", "(1, 2, 3)", Npy.floats(1, 2, 3, 4, 5, 7)))
                .with("y_test.npy", Npy.of("<U3", "(1,)", Npy.words(3, "cat")))
                .with("owner_test.npy", Npy.of("|i1", "(1,)", new byte[] {1}))
                .fuzz(
                        HostileInput.of("arrays", 2_000),
                        new ArraysSource.Provider()
                                .create(new ArraysSource.Options(folder, false, true), new RecordingContext()));
    }
}
