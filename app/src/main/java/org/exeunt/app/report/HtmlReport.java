package org.exeunt.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison as one page that needs nothing else: figures, style, script and the chart library (Apache ECharts) are within it, so it works from
 * disk, without network, and in years.
 */
public final class HtmlReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

    private HtmlReport() {}

    /** Returns the page. */
    public static String of(Results results) {
        PageData data = PageData.of(results);
        return page(data.title(), "", json(data));
    }

    /** Returns a page without figures yet, which draws those of every update it reads from {@code events} beside it. */
    public static String live(String title) {
        return page(title, " connect-src 'self'", "null");
    }

    /** Returns what a live page draws next, as one line. */
    public static String update(String status, Optional<Results> results) {
        return json(new Update(status, results.map(PageData::of).orElse(null)));
    }

    /** What a live page reads: how the run goes, and what is to be drawn, null if there is nothing yet. */
    private record Update(String status, PageData data) {}

    private static String page(String title, String alsoAllowed, String data) {
        Map<String, String> slots = Map.of(
                "title", escaped(title),
                "allowed", alsoAllowed,
                "style", resource("page.css"),
                "data", data,
                "library", resource(LIBRARY),
                "script", resource("page.js"));
        return SLOT.matcher(resource("page.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
    }

    /** No text within may end the element that holds it. */
    private static String json(Object data) {
        try {
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + data, e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
