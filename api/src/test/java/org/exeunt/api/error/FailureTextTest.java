package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTextTest {
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
        Throwable thrown = thrownAt(
                frame("java.util.Objects", 1),
                frame("org.exeunt.api.params.ParameterSet", 2),
                frame("org.example.MyStrategy", 3),
                frame("org.exeunt.runtime.server.RoundLoop", 4));
        assertThat(FailureText.of(thrown))
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
        ErrorCode code = ErrorCategory.DATA.code(1);
        assertThat(FailureText.of(new ExeuntException(code, "gone"))).isEqualTo("DATA-01: gone");
    }
}
