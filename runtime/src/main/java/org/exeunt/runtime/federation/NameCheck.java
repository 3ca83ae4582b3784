package org.exeunt.runtime.federation;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Owners;
import org.exeunt.api.plugin.PluginChoice;

/** Checks the names of a data set. */
final class NameCheck {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{0,18})?");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Z}&&[^ ]]");
    private static final int SHOWN = 5;

    private NameCheck() {}

    /** Refuses names that no file can contain, and warns of classes whose names differ in spelling alone. */
    static void check(Dataset dataset, PluginChoice<DatasetSource> choice, Consumer<String> warnings) {
        Stream.of(
                        List.of(dataset.name()),
                        dataset.classNames(),
                        dataset.owners().map(Owners::names).orElse(List.of()),
                        dataset.files().stream().map(Dataset.File::name).toList())
                .flatMap(List::stream)
                .filter(name -> !StandardCharsets.UTF_8.newEncoder().canEncode(name))
                .findFirst()
                .ifPresent(name -> {
                    throw CheckedExamples.wrong(
                            choice,
                            "the name '%s' contains half of a surrogate pair; expected Unicode text".formatted(name));
                });
        Map<String, List<String>> alike = dataset.classNames().stream()
                .collect(Collectors.groupingBy(NameCheck::plain, LinkedHashMap::new, Collectors.toList()));
        alike.values().removeIf(names -> names.size() == 1);
        if (!alike.isEmpty()) {
            warnings.accept(
                    "classes of %s differ in spelling alone: %s%s; if they are meant to be one class, correct their labels"
                            .formatted(
                                    dataset.name(),
                                    alike.values().stream()
                                            .limit(SHOWN)
                                            .map(NameCheck::shown)
                                            .collect(Collectors.joining("; ")),
                                    alike.size() > SHOWN ? "; and %d more".formatted(alike.size() - SHOWN) : ""));
        }
    }

    /** Returns what names of one class have in common: letters in lower case, numbers in one form, no odd spaces. */
    private static String plain(String name) {
        String text = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .replaceAll("\\p{Cf}", "")
                .replaceAll("\\s+", " ")
                .strip()
                .toLowerCase(Locale.ROOT);
        return NUMBER.matcher(text).matches()
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : text;
    }

    private static String shown(List<String> names) {
        return names.stream()
                .map(name -> INVISIBLE.matcher(name).replaceAll(found -> "\\\\u%04x"
                        .formatted((int) found.group().charAt(0))))
                .collect(Collectors.joining("', '", "'", "'"));
    }
}
