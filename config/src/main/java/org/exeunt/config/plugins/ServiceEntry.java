package org.exeunt.config.plugins;

import java.net.URL;

/**
 * An entry of a service file.
 *
 * @param name the declared class
 * @param file the service file
 */
record ServiceEntry(String name, URL file) {
    PluginOrigin origin() {
        return PluginOrigin.containing(file, ServiceFiles.NAME);
    }
}
