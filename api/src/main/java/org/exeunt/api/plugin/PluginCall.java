package org.exeunt.api.plugin;

import java.util.function.Supplier;
import org.exeunt.api.Experimental;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.jspecify.annotations.Nullable;

/**
 * Calls plugins and reports their exceptions as failures of the plugin, with its name; also for plugins that have
 * {@linkplain PluginChoice other plugins} as options.
 */
@Experimental
public final class PluginCall {
    /** A plugin threw an exception or violated its contract. */
    private static final ErrorCode FAILED = ErrorCategory.PLUGIN.code(20);

    private static final ErrorCode REFUSED_OPTIONS = ErrorCategory.CONFIG.code(21);

    private PluginCall() {}

    /**
     * Creates the instance of a configured plugin.
     *
     * @param section of the configuration that selects the plugin
     * @throws ExeuntException CONFIG-21 if the plugin rejects its options, PLUGIN-20 if it throws anything else
     */
    public static <T> T create(PluginChoice<T> choice, String section, PluginContext context) {
        return call(choice, "being created", () -> {
            try {
                return requireInstance(choice, choice.create(context));
            } catch (IllegalArgumentException e) {
                throw new ExeuntException(
                        REFUSED_OPTIONS,
                        "%s rejects its options (section '%s'): %s. Correct that section."
                                .formatted(name(choice), section, e.getMessage()),
                        e);
            }
        });
    }

    private static <T> T requireInstance(PluginChoice<T> choice, @Nullable T created) {
        if (!choice.plugin().kind().isInstance(created)) {
            throw contractViolation(
                    choice,
                    "its create() returned %s, no %s"
                            .formatted(
                                    created == null
                                            ? "null"
                                            : "a " + created.getClass().getName(),
                                    choice.plugin().kind().getSimpleName()));
        }
        return created;
    }

    /** Returns a property of a plugin, such as its capabilities. */
    public static <T> T ask(PluginChoice<?> choice, Supplier<T> question) {
        return call(choice, "returning its properties", question);
    }

    /** Makes a call without a result. */
    public static void run(PluginChoice<?> choice, String activity, Runnable call) {
        call(choice, activity, () -> {
            call.run();
            return true;
        });
    }

    /**
     * Returns the result of a call.
     *
     * @param activity for messages, such as {@code loading}
     * @throws OutOfMemoryError if the plugin throws one, as the requested work may need more memory than is available
     */
    public static <T> T call(PluginChoice<?> choice, String activity, Supplier<T> call) {
        try {
            return call.get();
        } catch (ExeuntException | OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw failure(choice, activity, FailureText.of(e), e);
        }
    }

    /**
     * Returns the exception for a plugin that failed unexpectedly.
     *
     * @param activity as for {@link #call}
     * @param found what happened, as {@link FailureText} describes it
     * @param cause may be null
     */
    public static ExeuntException failure(
            PluginChoice<?> choice, String activity, String found, @Nullable Throwable cause) {
        return new ExeuntException(
                FAILED,
                "%s failed while %s: %s. This is a defect of the class named there; report it to its author."
                        .formatted(name(choice), activity, found),
                cause);
    }

    /** Returns the exception for a plugin that violates its contract. */
    public static ExeuntException contractViolation(PluginChoice<?> choice, String found) {
        return new ExeuntException(
                FAILED,
                "%s violates its contract: %s. This is a defect of the plugin; report it to its author."
                        .formatted(name(choice), found));
    }

    /** Returns kind, id and class of a plugin for messages. */
    static String name(PluginChoice<?> choice) {
        Plugin<?, ?> plugin = choice.plugin();
        return "%s '%s' (%s)"
                .formatted(
                        plugin.kind().getSimpleName(),
                        plugin.id(),
                        plugin.getClass().getName());
    }
}
