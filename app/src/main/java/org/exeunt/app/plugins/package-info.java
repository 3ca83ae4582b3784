/** The plugins of the command line: loading, examination and projects for new ones. */
package org.exeunt.app.plugins;
