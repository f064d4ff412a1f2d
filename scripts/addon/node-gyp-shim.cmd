@node "%~dp0node-gyp-shim.cjs" %*
