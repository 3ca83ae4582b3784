package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
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
                        new FileSystemLoopException("a"),
                        "a is part of a loop of links",
                        "it is part of a loop of links"),
                Arguments.of(
                        new AtomicMoveNotSupportedException("a", "b", "Invalid cross-device link"),
                        "a cannot be moved in one step",
                        "Invalid cross-device link"),
                Arguments.of(
                        new FileSystemException("a", null, "No space left on device"),
                        "a (No space left on device)",
                        "No space left on device"),
                Arguments.of(
                        new FileSystemException(null, null, "Input/output error"),
                        "Input/output error",
                        "Input/output error"),
                of(new UnknownHostException("nowhere.invalid"), "the host is unknown: nowhere.invalid"),
                of(new UnknownHostException(), "the host is unknown"),
                of(new HttpConnectTimeoutException("HTTP connect timed out"), "no answer in time"),
                of(new SocketTimeoutException("Read timed out"), "no answer in time"),
                of(new ConnectException(), "no connection"),
                of(new ConnectException("Connection refused"), "no connection: Connection refused"),
                of(new ClosedChannelException(), "it was closed"),
                of(new MalformedInputException(1), "it is not UTF-8"),
                of(new EOFException(), "it ends too early"),
                of(new ZipException("invalid distance code"), "invalid distance code"),
                of(new IOException("java.nio.file.NoSuchFileException: a"), "a"),
                of(new IOException(new IllegalStateException("odd")), "odd"),
                of(new IOException("cannot open data/val_0.JPEG"), "cannot open data/val_0.JPEG"),
                of(
                        new IOException("Unexpected character ('}' (code 125)): was expecting a name\n"
                                + " at [Source: REDACTED (`INCLUDE_SOURCE` disabled); line: 1, column: 3]"),
                        "Unexpected character ('}'): was expecting a name"),
                of(
                        new IOException("Unexpected end: expected close marker for Object "
                                + "(start marker at [Source: REDACTED (`X` disabled); line: 1, column: 1])"),
                        "Unexpected end: expected close marker for Object"),
                of(
                        new IOException("Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not "
                                + "recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"),
                        "Unexpected character ('/')"),
                of(
                        new IOException("Number value length (1300) exceeds the maximum allowed (1000, from "
                                + "`StreamReadConstraints.getMaxNumberLength()`)"),
                        "Number value length (1300) exceeds the maximum allowed (1000)"),
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
