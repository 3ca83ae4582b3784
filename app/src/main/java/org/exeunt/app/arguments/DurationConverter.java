package org.exeunt.app.arguments;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations on the command line: a whole number followed by {@code s}, {@code m} or {@code h}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
        if (!value.matches("\\d{1,9}[smh]")) {
            throw new TypeConversionException(
                    "'%s' is not a duration; expected a whole number and s, m or h, such as 60s".formatted(value));
        }
        return Duration.parse("PT" + value);
    }
}
