/**
 * The plugins on the class path. Start at {@link org.exeunt.config.plugins.PluginRegistry}, which loads them, separates
 * broken ones, and looks plugins up by kind and id.
 */
package org.exeunt.config.plugins;
