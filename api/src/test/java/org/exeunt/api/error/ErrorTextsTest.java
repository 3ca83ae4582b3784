package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes of errors, and what is shown of failures. */
class ErrorTextsTest {
    @ParameterizedTest
    @ValueSource(strings = {"CONFIG-01", "RESOURCE-99", "acme-2:DATA-10"})
    void codesAreParsed(String text) {
        assertThat(ErrorCode.parse(text)).hasToString(text);
    }

    @Test
    void otherTextsAreNoCodes() {
        for (String text : new String[] {"", "CONFIG", "CONFIG-1", "CONFIG-00", "NOTHING-01", "Acme:DATA-10"}) {
            assertThatThrownBy(() -> ErrorCode.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static StackTraceElement frame(String type, int line) {
        return new StackTraceElement(type, "m", "F.java", line);
    }

    private static IllegalArgumentException thrownAt(StackTraceElement... frames) {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        thrown.setStackTrace(frames);
        return thrown;
    }

    @Test
    void namesTheCallerOfTheApi() {
        assertThat(FailureText.of(thrownAt(
                        frame("java.util.Objects", 1),
                        frame("org.exeunt.api.params.ParameterSet", 2),
                        frame("org.example.MyStrategy", 3),
                        frame("org.exeunt.runtime.server.RoundLoop", 4))))
                .isEqualTo("IllegalArgumentException: no (at org.example.MyStrategy.m, line 3)");
    }

    @Test
    void namesTheInnermostFrameIfThereIsNoOther() {
        Throwable thrown = thrownAt(frame("java.util.Objects", 1), frame("org.nd4j.linalg.Nd4j", 2));
        assertThat(FailureText.of(thrown)).isEqualTo("IllegalArgumentException: no (at java.util.Objects.m, line 1)");
    }

    @Test
    void acceptsExceptionsWithoutMessageOrTrace() {
        NullPointerException thrown = new NullPointerException();
        thrown.setStackTrace(new StackTraceElement[0]);
        assertThat(FailureText.of(thrown)).isEqualTo("NullPointerException");
    }

    @Test
    void keepsTheCodeOfAKnownError() {
        assertThat(FailureText.of(new ExeuntException(Errors.DATA_10, "gone"))).isEqualTo("DATA-10: gone");
    }

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

    @Test
    void isRecognisedInWhatJvmLibrariesAndSystemThrow() {
        for (Throwable thrown : List.of(
                new OutOfMemoryError("Java heap space"),
                new OutOfMemoryError("unable to create native thread: possibly out of memory or limits reached"),
                new OutOfMemoryError("Physical memory usage is too high: physicalBytes (9G) > maxPhysicalBytes (8G)"),
                new IllegalStateException("Op failed", new OutOfMemoryError("Native allocator returned address == 0")),
                new RuntimeException("std::bad_alloc"),
                new RuntimeException("Failed to allocate memory; Requested bytes: [8]"),
                new UnsatisfiedLinkError("libx.so: failed to map segment: Cannot allocate memory"))) {
            assertThat(LackOfMemory.in(thrown)).as("%s", thrown).hasValueSatisfying(failure -> assertThat(failure)
                    .hasMessageStartingWith("Not enough memory: ")
                    .hasCause(thrown)
                    .extracting(ExeuntException::code)
                    .isEqualTo(Errors.RESOURCE_22.code()));
        }
    }

    @Test
    void otherFailuresAreNone() {
        Throwable cause = new IllegalStateException("b");
        Throwable cyclic = new IllegalStateException("a", cause);
        cause.initCause(cyclic);
        for (Throwable thrown : List.of(
                cyclic,
                new IllegalStateException(),
                new StackOverflowError(),
                new UncheckedIOException(new IOException("There is not enough space on the disk")))) {
            assertThat(LackOfMemory.in(thrown)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    http://user:pw@host/a           | http://(hidden)@host/a
                    https://token@host              | https://(hidden)@host
                    http://user:p@w@host:80/a       | http://(hidden)@host:80/a
                    http://user:p/w?x#y@host/a      | http://(hidden)@host/a
                    see "http://u:pw@h/", http://h/ | see "http://(hidden)@h/", http://h/
                    http://host/a@b                 | http://host/a@b
                    http://h/a?Signature=x&b=1      | http://h/a?Signature=(hidden)&b=1
                    http://h/?a=1&access_token=x y  | http://h/?a=1&access_token=(hidden) y
                    user@host, a?token=b            | user@host, a?token=b
                    """)
    void hidesOnlySecrets(String text, String shown) {
        assertThat(Secrets.hide(text)).isEqualTo(shown);
        assertThat(new ExeuntException(Errors.CONFIG_01, text)).hasMessage(shown);
    }
}
