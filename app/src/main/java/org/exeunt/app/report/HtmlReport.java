package org.exeunt.app.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.findings.Findings;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.table.Block;
import org.exeunt.app.table.Json;
import org.exeunt.app.text.ResourceText;
import org.exeunt.runtime.store.codec.RecordJson;

/**
 * Writes pages as self-contained files with style and script, which work from disk without a network connection.
 *
 * <p>The content security policy of a page names its script by its hash, so that browsers run no other script, whatever
 * names the data contain.
 */
public final class HtmlReport {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
    // browsers compute hashes of scripts with line feeds only
    private static final String SCRIPT = ResourceText.of(HtmlReport.class, "page.js");
    private static final String POLICY =
            ("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline';"
                            + " script-src 'sha256-%s'")
                    .formatted(Base64.getEncoder().encodeToString(DigestUtils.sha256(SCRIPT)));

    private HtmlReport() {}

    /**
     * Returns the page of a comparison or a run.
     *
     * @param date of the run or the report
     * @param first sections before those of the results
     * @param notes further sentences at the end
     */
    public static String of(Results results, LocalDate date, List<Page.Section> first, List<String> notes) {
        List<Setting> settings =
                results.settings().stream().map(Setting::sorted).toList();
        List<Page.Section> sections = new ArrayList<>(first);
        for (Setting setting : settings) {
            sections.add(new Page.Section(
                    setting.isSingleRun() ? "Results" : setting.name(),
                    settings.size() == 1 ? "" : Findings.of(results, setting),
                    Stream.<List<? extends Block>>of(
                                    Tables.main(setting),
                                    Charts.of(setting),
                                    Tables.details(setting),
                                    RunTables.times(results.times()))
                            .<Block>flatMap(List::stream)
                            .toList(),
                    setting.rows().stream()
                            .map(row -> new Page.Origin(
                                    row.method(),
                                    row.first().inputs().configuration(),
                                    new RecordJson().pretty(row.first().inputs().provenance())))
                            .toList()));
        }
        String reference = results.comparison().reference();
        List<String> ranked = ranked(settings, results.comparison().methods().keySet());
        List<String> methods = new ArrayList<>(ranked);
        if (methods.remove(reference)) {
            methods.add(0, reference);
        }
        Optional<Ranking> ranking = Ranking.of(results);
        ranking.ifPresent(ranks -> sections.add(
                new Page.Section("Average ranks", "", List.of(Charts.ranks(ranks), Tables.ranks(ranks)), List.of())));
        return of(new Page(
                results.comparison().name(),
                (results.isSingle() ? settings.get(0).rows().get(0).method() + " on " : "")
                        + ReportFiles.conditions(results) + " · " + date,
                Tiles.of(results),
                List.of(Findings.of(results)),
                reference,
                methods,
                ranked.indexOf(reference) < 2 ? 2 : 3,
                sections,
                Stream.concat(ReportFiles.legend(results).stream(), notes.stream())
                        .toList()));
    }

    /** Returns methods by their mean place in settings, those that are first in most settings first. */
    private static List<String> ranked(List<Setting> settings, Collection<String> methods) {
        ToDoubleFunction<String> place = method -> settings.stream()
                .mapToInt(setting -> {
                    List<String> sorted =
                            setting.rows().stream().map(Setting.Row::method).toList();
                    return sorted.contains(method) ? sorted.indexOf(method) : methods.size();
                })
                .sum();
        return methods.stream().sorted(Comparator.comparingDouble(place)).toList();
    }

    /** Returns a page. */
    public static String of(Page page) {
        Map<String, String> slots = Map.of(
                "title", escaped(page.title()),
                "policy", POLICY,
                "style", ResourceText.of(HtmlReport.class, "page.css"),
                "data", Json.of(page),
                "script", SCRIPT);
        return SLOT.matcher(ResourceText.of(HtmlReport.class, "page.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
    }

    /** Returns text as HTML content or a quoted attribute; all names outside the JSON data pass through it. */
    private static String escaped(String text) {
        return VisibleText.lines(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
