#!/usr/bin/env node

// kubectl finds its plugins by this name: `kubectl wildegress gen …`.
require("./wildegress.js");
