package org.exeunt.config.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.option.BindingContext;
import org.exeunt.config.option.ChoiceType;
import org.exeunt.config.option.ConfigLocation;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.option.ValueOrigin;
import org.exeunt.config.plugins.InstalledPlugin;

/** The {@code network} section; the engine chosen in {@code run} defines its options. */
record NetworkSection(ObjectNode run) {
    static final String ENGINE = "engine";

    /** Returns the options class; empty if it cannot be determined. */
    Optional<Class<? extends Record>> options(BindingContext context) {
        // a missing or unknown engine is reported when the engine section is read
        return engineId()
                .flatMap(id -> context.registry().choosable(Engine.class).stream()
                        .filter(engine -> engine.id().equals(id))
                        .findFirst())
                .flatMap(engine -> options(engine, context));
    }

    private Optional<String> engineId() {
        JsonNode engine = run.path(ENGINE);
        if (engine.isMissingNode() || engine.isObject() && !engine.has(ChoiceType.TYPE)) {
            engine = defaultEngine();
        }
        JsonNode id = engine.isObject() ? engine.path(ChoiceType.TYPE) : engine;
        return id.isTextual() ? Optional.of(id.textValue()) : Optional.empty();
    }

    static JsonNode defaultEngine() {
        return OptionSpec.of(RunConfig.class).stream()
                .filter(spec -> spec.key().equals(ENGINE))
                .findFirst()
                .flatMap(OptionSpec::defaultValue)
                .orElseThrow();
    }

    private static Optional<Class<? extends Record>> options(InstalledPlugin engine, BindingContext context) {
        try {
            return Optional.of(((EnginePlugin<?, ?>) engine.plugin()).networkOptions());
        } catch (RuntimeException | LinkageError e) {
            context.addFaultyOptions(
                    new ConfigLocation(KeyPath.ROOT.key(ENGINE), ValueOrigin.FILE),
                    "networks of engine '" + engine.id() + "'",
                    e);
            return Optional.empty();
        }
    }
}
