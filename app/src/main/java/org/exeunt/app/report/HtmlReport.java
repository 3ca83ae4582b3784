package org.exeunt.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison as one page that needs nothing else: figures, style, script and the chart library (Apache ECharts) are within it, so it works from
 * disk, without network, and in years.
 *
 * <p>Its content security policy names its two scripts by their hashes, so a browser runs no other, whatever a name in
 * the data holds.
 */
public final class HtmlReport {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String LIBRARY = resource("/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js");
    private static final String SCRIPT = resource("page.js");
    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src %s %s"
                    .formatted(hash(LIBRARY), hash(SCRIPT));

    private HtmlReport() {}

    /**
     * A page to be served.
     *
     * @param html without figures yet; it draws those of every update it reads from {@code events} beside it
     * @param policy to send as {@code Content-Security-Policy}
     */
    public record Live(String html, String policy) {}

    /** Returns the page. */
    public static String of(Results results) {
        PageData data = PageData.of(results);
        return page(
                data.title(),
                POLICY,
                PageJson.of(data),
                "Charts need scripts. The tables:\n\n" + MarkdownReport.of(results));
    }

    /** Returns the page of a run that has not finished. */
    public static Live live(String title) {
        String policy = POLICY + "; connect-src 'self'";
        return new Live(
                page(title, policy, "null", "This page draws a run as it goes on; that needs scripts."),
                policy + "; frame-ancestors 'none'");
    }

    /** Returns what a live page draws next, as one line. */
    public static String update(String status, Optional<Results> results) {
        return PageJson.of(new Update(status, results.map(PageData::of).orElse(null)));
    }

    /** What a live page reads: how the run goes, and what is to be drawn, null if there is nothing yet. */
    private record Update(String status, PageData data) {}

    private static String page(String title, String policy, String data, String withoutScripts) {
        Map<String, String> slots = Map.of(
                "title", HtmlText.of(title),
                "policy", policy,
                "style", resource("page.css"),
                "text", HtmlText.of(withoutScripts),
                "data", data,
                "library", LIBRARY,
                "script", SCRIPT);
        return SLOT.matcher(resource("page.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
    }

    private static String hash(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + name);
            }
            // as a browser reads it, and so hashes it
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
