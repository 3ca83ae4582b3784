package org.exeunt.app.report;

import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.exeunt.app.findings.Results;
import org.exeunt.app.table.Json;
import org.exeunt.app.text.ResourceText;

/**
 * Writes a comparison or an inspection of data as one self-contained page with figures, style, script and the chart
 * library (Apache ECharts), which works from disk without a network connection.
 *
 * <p>Its content security policy names its two scripts by their hashes, so that browsers run no other script, whatever
 * names the data contain.
 */
public final class HtmlReport {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
    // browsers compute hashes of scripts with line feeds only
    private static final String LIBRARY =
            ResourceText.of(HtmlReport.class, "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js");
    private static final String SCRIPT = ResourceText.of(HtmlReport.class, "page.js");
    private static final String POLICY =
            ("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src "
                            + "'unsafe-inline'; script-src %s %s")
                    .formatted(hash(LIBRARY), hash(SCRIPT));

    private HtmlReport() {}

    /** Returns the page. */
    public static String of(Results results) {
        PageData data = PageData.of(results);
        return of(data.title(), data, "Charts need scripts. The tables:\n\n" + ReportFiles.markdown(results));
    }

    /**
     * Returns a page of other data.
     *
     * @param data in a form that the page's script knows
     * @param withoutScripts text for browsers that run no scripts
     */
    public static String of(String title, Object data, String withoutScripts) {
        Map<String, String> slots = Map.of(
                "title", HtmlText.of(title),
                "policy", POLICY,
                "style", ResourceText.of(HtmlReport.class, "page.css"),
                "text", HtmlText.of(withoutScripts),
                "data", Json.of(data),
                "library", LIBRARY,
                "script", SCRIPT);
        return SLOT.matcher(ResourceText.of(HtmlReport.class, "page.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
    }

    private static String hash(String script) {
        return "'sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(script)) + "'";
    }
}
