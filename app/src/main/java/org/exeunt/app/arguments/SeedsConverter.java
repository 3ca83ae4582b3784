package org.exeunt.app.arguments;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.exeunt.app.arguments.SeedsConverter.Seeds;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses lists of seeds on the command line, such as {@code 1-5} or {@code 1,2,7}. */
public final class SeedsConverter implements ITypeConverter<Seeds> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");
    private static final int MAX_SEEDS = 1_000;

    /**
     * Different seeds.
     *
     * @param values in ascending order
     */
    public record Seeds(List<Long> values) {}

    @Override
    public Seeds convert(String written) {
        TreeSet<Long> seeds = new TreeSet<>();
        for (String part : written.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            boolean valid = range.matches();
            if (valid) {
                long first = Long.parseLong(range.group(1));
                long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
                valid = first <= last && last - first < MAX_SEEDS - seeds.size();
                for (long seed = first; valid && seed <= last; seed++) {
                    valid = seeds.add(seed);
                }
            }
            if (!valid) {
                throw new TypeConversionException(
                        ("'%s' is no list of seeds; expected at most %d different whole numbers and ranges, such as"
                                        + " 1-5 or 1,2,7")
                                .formatted(written, MAX_SEEDS));
            }
        }
        return new Seeds(List.copyOf(seeds));
    }
}
