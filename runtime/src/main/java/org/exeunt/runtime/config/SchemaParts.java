package org.exeunt.runtime.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.exeunt.runtime.plugins.PluginKind;

final class SchemaParts {
    void section(ObjectNode schema, Class<? extends Record> options) {}

    String choice(PluginKind kind) {
        return "";
    }
}
