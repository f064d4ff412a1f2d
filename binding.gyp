{
  # For those who build with node-gyp. CMake stays the only build truth: the one action runs cmake-js and copies its
  # result to where node-gyp puts products. Not part of the published files.
  "targets": [
    {
      "target_name": "ossicle",
      "type": "none",
      "actions": [
        {
          "action_name": "cmake_js",
          "inputs": ["CMakeLists.txt"],
          "outputs": ["<(PRODUCT_DIR)/ossicle.node"],
          "action": ["node", "scripts/addon/node-gyp-action.cjs", "<(PRODUCT_DIR)"]
        }
      ]
    }
  ]
}
