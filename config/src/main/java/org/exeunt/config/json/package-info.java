/** JSON text with comments, its values and their places. */
package org.exeunt.config.json;
