package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IoMessagesTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("a"), "a does not exist", "it does not exist"),
                Arguments.of(new AccessDeniedException("a"), "a may not be accessed", "it may not be accessed"),
                Arguments.of(new FileAlreadyExistsException("a"), "a exists already", "it exists already"),
                Arguments.of(
                        new DirectoryNotEmptyException("a"),
                        "a is a folder that is not empty",
                        "it is a folder that is not empty"),
                Arguments.of(new NotDirectoryException("a"), "a is not a folder", "it is not a folder"),
                Arguments.of(
                        new FileSystemException("a", null, "No space left on device"),
                        "a (No space left on device)",
                        "No space left on device"),
                Arguments.of(
                        new FileSystemException(null, null, "Input/output error"),
                        "Input/output error",
                        "Input/output error"),
                of(new UnknownHostException("nowhere.invalid"), "it is at an unknown host"),
                of(new ConnectException(), "it cannot be connected to"),
                of(new MalformedInputException(1), "it is not UTF-8"),
                of(new EOFException(), "it ends too early"),
                of(new ZipException("invalid distance code"), "invalid distance code"),
                of(new IOException("cannot open data/val_0.JPEG"), "cannot open data/val_0.JPEG"),
                of(new IOException("Unexpected character\n at [Source: REDACTED; line: 1]"), "Unexpected character"),
                of(new IOException(), "the operating system reports no reason"));
    }

    private static Arguments of(IOException failure, String words) {
        return Arguments.of(failure, words, words);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void fileFailuresAreDescribed(IOException failure, String withPath, String withoutPath) {
        assertThat(IoMessages.of(failure)).isEqualTo(withPath);
        assertThat(IoMessages.reason(failure)).isEqualTo(withoutPath);
    }

    @Test
    void exceptionNamesAreNotShown() {
        assertThat(failures().map(each -> (IOException) each.get()[0]).map(IoMessages::of))
                .noneMatch(words -> words.contains("Exception"));
        assertThat(IoMessages.of(new NotLinkException("a"))).doesNotContain("Exception");
    }

    @Test
    void systemFailuresAreDescribed(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Files.list(file).close())
                .isInstanceOfSatisfying(IOException.class, failure -> assertThat(IoMessages.of(failure))
                        .isEqualTo(file + " is not a folder"));
        assertThatThrownBy(() -> Files.readString(folder))
                .isInstanceOfSatisfying(IOException.class, failure -> assertThat(IoMessages.of(failure))
                        .isEqualTo("Is a directory"));
    }
}
